/**
 * Two people talk, with the packed client (webroot/projects/realtime-client).
 *
 * Usage: node talk.mjs [server]     default: http://127.0.0.1:8082
 */
import { Connection, fixedToken, surroundingsOf } from '@devthread/realtime-client';

const server = process.argv[2] ?? 'http://127.0.0.1:8082';

/** Over HTTP, and what the server answers. */
async function call(path, body, token) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(server + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A newcomer with a connection; `hears` gets each message that comes. */
async function newcomer(name, hears) {
  const username = `${name}-${Date.now().toString(36)}`;
  const { token, user } = await call('/api/v1/auth/register', { username, password: 'devthread-example' });
  const connection = new Connection(surroundingsOf(server, fixedToken(token)), {
    event: ({ event, data }) => event === 'new_message' && hears(data.message),
    status: ({ state }) => console.log(`${name} is ${state}`),
  });
  connection.connect();
  const say = (conversation_id, content) =>
    connection.send({
      type: 'message',
      event: 'send_message',
      data: { conversation_id, content, client_message_id: crypto.randomUUID() },
    });
  return { id: user.id, token, connection, say };
}

let finish;
const done = new Promise((resolve) => (finish = resolve));
const bob = await newcomer('bob', async ({ sender_id, conversation_id, content }) => {
  if (sender_id === bob.id) return;
  console.log(`bob hears: ${content}`);
  await bob.say(conversation_id, 'Hello Alice!');
});
const alice = await newcomer('alice', ({ sender_id, content }) => {
  if (sender_id === alice.id) return;
  console.log(`alice hears: ${content}`);
  finish();
});
const { id } = await call('/api/v1/conversations', { participant_id: bob.id }, alice.token);
const { message } = await alice.say(id, 'Hello Bob!');
console.log(`alice's message is stored as number ${message.conversation_seq}`);
await done;
alice.connection.disconnect();
bob.connection.disconnect();
