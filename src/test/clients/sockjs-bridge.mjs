// Another service at the SockJS event-bus bridge, by the client that Vert.x publishes for it: makes the calls and prints
// what each callback was given. To be run in webroot, whose packages it uses.
// Usage: node sockjs-bridge.mjs '{"url":"http://…/eventbus?token=…","transport":"websocket","calls":[…]}'
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/package.json`);
const EventBus = require('@vertx/eventbus-bridge-client.js');
const { url, transport, calls } = JSON.parse(process.argv[2]);
const answers = [];

const bus = new EventBus(url, { transports: [transport], vertxbus_ping_interval: 200 });
bus.onopen = () => call(0);
bus.onclose = () => process.exit(answers.length === calls.length ? 0 : 1);

function call(index) {
  if (index === calls.length) {
    console.log(JSON.stringify(answers));
    bus.close();
    return;
  }
  const { address, headers, body } = calls[index];
  bus.send(address, body, headers ?? {}, (error, message) => {
    answers.push(error ?? message);
    call(index + 1);
  });
}
