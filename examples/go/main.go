// Listens as one person and answers every message. A whole client in one file: it resumes, applies events in order and
// once, confirms them, and comes back with full jitter.
//
// Usage: TOKEN=… go run . [server]     default: ws://127.0.0.1:8082
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// Frame is what comes: an event, or the reply to a command.
type Frame struct {
	Type  string          `json:"type"`
	Event string          `json:"event"`
	ID    string          `json:"id"`
	Seq   int64           `json:"seq"`
	Code  string          `json:"code"`
	Data  json.RawMessage `json:"data"`
}

// Position is where we stand in the person's log; it works on any node.
type Position struct {
	Session string `json:"session"`
	Epoch   string `json:"epoch"`
	Seq     int64  `json:"seq"`
}

type welcome struct {
	Position
	UserID string `json:"user_id"`
	Resume struct {
		Result string `json:"result"`
	} `json:"resume"`
}

type newMessage struct {
	Message struct {
		ID             string `json:"id"`
		ConversationID string `json:"conversation_id"`
		SenderID       string `json:"sender_id"`
		Content        string `json:"content"`
	} `json:"message"`
}

type client struct {
	url, token string
	me         string
	position   *Position
	socket     *websocket.Conn
}

func main() {
	server := "ws://127.0.0.1:8082"
	if len(os.Args) > 1 {
		server = os.Args[1]
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c := &client{url: server + "/ws", token: os.Getenv("TOKEN")}
	for tries := 0; ctx.Err() == nil; tries++ {
		began := time.Now()
		err := c.listen(ctx)
		if code := websocket.CloseStatus(err); code >= 4500 {
			log.Fatalf("the server does not want us back: %v", err)
		}
		if time.Since(began) > time.Minute {
			tries = 0
		}
		ceiling := min(30*time.Second, 500*time.Millisecond<<min(tries, 6))
		select {
		case <-time.After(rand.N(ceiling)):
		case <-ctx.Done():
		}
	}
}

// listen serves one socket until it ends.
func (c *client) listen(ctx context.Context) error {
	dialing, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	socket, _, err := websocket.Dial(dialing, c.url, &websocket.DialOptions{
		Subprotocols: []string{"devthread.v1.json"},
	})
	if err != nil {
		return err
	}
	defer socket.CloseNow()
	socket.SetReadLimit(1 << 20)
	c.socket = socket
	opening := map[string]any{"token": c.token}
	if c.position != nil {
		opening["resume"] = c.position
	}
	if err := c.command(ctx, "1", "system", "authenticate", opening); err != nil {
		return err
	}
	for {
		var frame Frame
		// The library answers the server's pings while it reads: no more is needed to stay alive.
		if err := wsjson.Read(ctx, socket, &frame); err != nil {
			return err
		}
		if err := c.take(ctx, frame); err != nil {
			return err
		}
	}
}

func (c *client) take(ctx context.Context, frame Frame) error {
	switch {
	case frame.Type == "ack":
		return nil
	case frame.Type == "error":
		log.Printf("refused: %s %s", frame.ID, frame.Code)
		return nil
	case frame.Event == "welcome":
		return c.welcomed(ctx, frame)
	case frame.Seq == 0: // ephemeral: nothing to remember
		return nil
	case frame.Seq <= c.position.Seq: // seen already
		return nil
	case frame.Seq > c.position.Seq+1:
		return errors.New("something is missing: resume from where we are")
	}
	if frame.Event == "new_message" {
		var event newMessage
		if err := json.Unmarshal(frame.Data, &event); err != nil {
			return err
		}
		if err := c.answer(ctx, event); err != nil {
			return err
		}
	}
	c.position.Seq = frame.Seq
	return c.confirm(ctx)
}

func (c *client) welcomed(ctx context.Context, frame Frame) error {
	var welcome welcome
	if err := json.Unmarshal(frame.Data, &welcome); err != nil {
		return err
	}
	seq := welcome.Seq
	if welcome.Resume.Result == "full" {
		seq = c.position.Seq // what was missed follows
	}
	c.me = welcome.UserID
	c.position = &Position{Session: welcome.Session, Epoch: welcome.Epoch, Seq: seq}
	fmt.Println("live:", welcome.Resume.Result)
	// "none" and "reset": here a real client loads its state over HTTP, and only then confirms.
	return c.confirm(ctx)
}

// answer repeats itself under the same client_message_id if the same message is seen again: it is stored once.
func (c *client) answer(ctx context.Context, event newMessage) error {
	message := event.Message
	if message.SenderID == c.me {
		return nil
	}
	fmt.Println("heard:", message.Content)
	return c.command(ctx, "answer-"+message.ID, "message", "send_message", map[string]any{
		"conversation_id":   message.ConversationID,
		"content":           "You said: " + message.Content,
		"client_message_id": "answer-to-" + message.ID,
	})
}

func (c *client) confirm(ctx context.Context) error {
	ack := map[string]any{"v": 1, "type": "ack", "seq": c.position.Seq, "epoch": c.position.Epoch}
	return wsjson.Write(ctx, c.socket, ack)
}

func (c *client) command(ctx context.Context, id, kind, event string, data any) error {
	command := map[string]any{"v": 1, "id": id, "type": kind, "event": event, "data": data}
	return wsjson.Write(ctx, c.socket, command)
}
