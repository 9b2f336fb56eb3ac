// Another service in another language at the TCP event-bus bridge: calls one address after the other and prints the
// answers. Usage: node tcp-bridge.mjs '{"port":7000,"calls":[{"address":"…","headers":{…},"body":{…}}]}'
import net from 'node:net';

const { port, calls } = JSON.parse(process.argv[2]);
const answers = [];
let received = Buffer.alloc(0);

const socket = net.connect(port, '127.0.0.1', () => call(0));

function call(index) {
  if (index === calls.length) {
    console.log(JSON.stringify(answers));
    socket.end();
    return;
  }
  const json = Buffer.from(JSON.stringify({ type: 'send', replyAddress: `reply-${index}`, ...calls[index] }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  socket.write(Buffer.concat([length, json]));
}

socket.on('data', (chunk) => {
  received = Buffer.concat([received, chunk]);
  while (received.length >= 4 && received.length >= 4 + received.readUInt32BE()) {
    const end = 4 + received.readUInt32BE();
    answers.push(JSON.parse(received.subarray(4, end)));
    received = received.subarray(end);
    call(answers.length);
  }
});
