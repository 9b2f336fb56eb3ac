#!/usr/bin/env bash
# A walk through the service with curl alone: two people, a message, its repetition, a like, long polling.
#
# Usage: examples/curl.sh [server]     default: http://127.0.0.1:8082
set -euo pipefail

server=${1:-http://127.0.0.1:8082}
password=devthread-example

call() { # method path token [body]
  curl --silent --show-error --fail-with-body --request "$1" "$server/api/v1$2" --header 'Content-Type: application/json' \
    ${3:+--header "Authorization: Bearer $3"} ${4:+--data "$4"}
}
# The first string of that name: enough here; a program would use a JSON parser.
first() { grep -o "\"$1\":\"[^\"]*\"" <<<"$2" | head -n 1 | cut -d '"' -f 4; }

join() { call POST /auth/register '' "{\"username\":\"$1-$RANDOM$RANDOM\",\"password\":\"$password\"}"; }

echo "== alice and bob join"
alice=$(join alice) bob=$(join bob)
alices_token=$(first token "$alice") bobs_token=$(first token "$bob") bob_id=$(first id "$bob")

echo "== bob asks where he stands: a poll without a position answers at once"
position=$(first last_poll_id "$(call GET '/realtime/poll' "$bobs_token")")

echo "== alice writes to bob"
conversation=$(first id "$(call POST /conversations "$alices_token" "{\"participant_id\":\"$bob_id\"}")")
message='{"content":"hello bob","client_message_id":"1"}'
sent=$(call POST "/conversations/$conversation/messages" "$alices_token" "$message")
again=$(call POST "/conversations/$conversation/messages" "$alices_token" "$message")
[[ $(first id "$sent") == $(first id "$again") ]] && echo "sent twice, stored once: $(first id "$sent")"

echo "== bob polls, and gets it"
poll=$(call GET "/realtime/poll?last_poll_id=$position&timeout=10" "$bobs_token")
echo "bob hears: $(first content "$poll")"

echo "== bob answers with a command, as over a socket"
command="{\"v\":1,\"id\":\"c-1\",\"type\":\"message\",\"event\":\"send_message\",
  \"data\":{\"conversation_id\":\"$conversation\",\"content\":\"hello alice\",\"client_message_id\":\"1\"}}"
echo "the reply is an $(first type "$(call POST /realtime/commands "$bobs_token" "$command")")"

echo "== alice reads what was said"
call GET "/conversations/$conversation/messages" "$alices_token" | grep -o '"content":"[^"]*"'

echo "== bob likes a post of alice's, and she is told"
post=$(first id "$(call POST /posts "$alices_token" '{"content":"curl is enough"}')")
call PUT "/posts/$post/like" "$bobs_token" >/dev/null
for _ in {1..50}; do
  count=$(call GET /notifications/unread-count "$alices_token")
  [[ $count == *:1* ]] && break
  sleep 0.1
done
echo "$count"
