-- Appends one event to a user's log, once, and in conversation order.
--
-- KEYS  1 head    2 log    3 seen    4 seen_before    5 marks    6 marks_before    7 nodes    8 redacted
-- ARGV  1 event id    2 body    3 an epoch to begin with where there is no log (random)
--       4 entries kept    5 log ttl in ms
--       6 conversation ('' where the order does not matter)    7 conversation_seq
--       8 the conversation_seq that must be logged before this one: its predecessor,
--         0 when PostgreSQL says that nothing before it still has to be logged
--       9 the history in which the log is whole once this event stands in it (see delivery_prove), '' for none
-- Result  {'appended', seq, epoch, body, node...}   in the log now; nodes to wake. The body where it was redacted on
--                                                   its way here (see delivery_redact), '' where it is the given one
--         {'repeated', seq, epoch}                  in the log before, at seq or earlier
--         {'hole'}                                  not in the log: what comes before it is missing
--         {'unproven'}                              not in the log: it may have lost its end
--
-- What was seen is kept in two generations (seen and seen_before; marks and marks_before): a young one that is written,
-- and the one before it. So memory is bounded, forgetting costs nothing, and the newest is always known:
--   seen    set   event ids of at least the last 10 minutes, or the last 5,000
--   marks   hash  conversation -> last conversation_seq in the log, of at least the last 500 conversations
local head, log, seen, seen_before, marks, marks_before, nodes, redacted =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local event, body, fresh_epoch, length, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local conversation, place, predecessor = ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local SEEN_MS, SEEN_MOST, MARKS_MOST = 600000, 5000, 500

-- The young generation gets twice the time. At half of it it becomes the old one, whose youngest id has half left.
local function remember_event()
  if redis.call('SADD', seen, event) == 1 and redis.call('SCARD', seen) == 1 then
    redis.call('PEXPIRE', seen, 2 * SEEN_MS)
  elseif redis.call('PTTL', seen) < SEEN_MS or redis.call('SCARD', seen) >= SEEN_MOST then
    redis.call('RENAME', seen, seen_before)
  end
end

local function remember_place()
  redis.call('HSET', marks, conversation, place)
  redis.call('PEXPIRE', marks, ttl)
  if redis.call('HLEN', marks) >= MARKS_MOST then
    redis.call('RENAME', marks, marks_before)
  end
end

local epoch, seq, proven = log_head(head, fresh_epoch, ttl)
if not proven and ARGV[9] ~= log_history() then
  return { 'unproven' }
end
if seq == 0 then
  redis.call('DEL', log, seen, seen_before, marks, marks_before)
end

local repeated = redis.call('SISMEMBER', seen, event) == 1 or redis.call('SISMEMBER', seen_before, event) == 1
if conversation ~= '' and not repeated then
  local last = redis.call('HGET', marks, conversation) or redis.call('HGET', marks_before, conversation)
  last = last and tonumber(last) or 0
  repeated = place <= last
  if not repeated and last < predecessor then
    return { 'hole' }
  end
end
-- Not before it is sure that the event stands in the log, now or since before: that makes the log whole.
if not proven then
  redis.call('HSET', head, 'history', log_history())
end
if repeated then
  return { 'repeated', seq, epoch }
end

seq = seq + 1
local newer, entry = redis.call('HGET', redacted, event), { 'body', body }
if newer then
  local version, text = string.match(newer, '^(%d+) (.*)$')
  entry = { 'body', log_body_of(event, text), 'version', version }
end
redis.call('XADD', log, 'MAXLEN', length, string.format('%d-0', seq), unpack(entry))
redis.call('HSET', head, 'seq', seq)
redis.call('PEXPIRE', head, ttl)
redis.call('PEXPIRE', log, ttl)
remember_event()
if conversation ~= '' then
  remember_place()
end

local result = { 'appended', seq, epoch, newer and entry[2] or '' }
for _, node in ipairs(redis.call('HKEYS', nodes)) do
  result[#result + 1] = node
end
return result
