/**
 * Tells of one domain event over HTTP: bob follows somebody. Sent again with the same id it counts once.
 *
 * Usage: TOKEN=$(scripts/token --scope events:publish) node publish.mjs <recipient's id> [server]
 */
const [recipient, server = 'http://127.0.0.1:8082'] = process.argv.slice(2);

const event = {
  id: crypto.randomUUID(),
  type: 'user_followed',
  actor: { id: crypto.randomUUID(), username: 'bob' },
  recipient_id: recipient,
  created_at: new Date().toISOString(),
};

/** Again and again until it is answered, because no answer does not mean no event. */
for (let wait = 500; ; wait = Math.min(30_000, wait * 2)) {
  const answer = await fetch(`${server}/api/v1/realtime/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${process.env.TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  if (answer && answer.status !== 429 && answer.status < 500) {
    console.log(answer.status, JSON.stringify(await answer.json()));
    process.exit(answer.ok ? 0 : 1);
  }
  const advice = Number(answer?.headers.get('Retry-After')) * 1000;
  await new Promise((resolve) => setTimeout(resolve, advice || wait * Math.random()));
}
