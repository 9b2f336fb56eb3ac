-- Decides about a log that has come through a restart or a failover of Redis: whole, or without its end. What Redis kept
-- is the beginning of what was written, so a log that holds the last event known to have been in it is whole. A log that
-- may have lost something begins a new epoch and is empty: no number is used twice, and who was in it notices.
--
-- KEYS  as delivery_append
-- ARGV  1 epoch of the last position that PostgreSQL knows ('' for none)    2 its seq
--       3 an epoch to begin with where the log must (random)    4 log ttl in ms
--       5 the history for which PostgreSQL was asked
--       6... ids of the events that may have been logged besides: those whose rows stand in the outbox
-- Result  {'whole'}     it may be used
--         {'changed'}   it may not: Redis has come back once more since PostgreSQL was asked
--         {'renewed'}   it may be used: another epoch, without entries
--         {'first', number (from 0)}    the event of this number may have been in the log, and nothing after it.
--                       Appended before all others it gets the number that it had, if it had one: the log is whole then
local head, log, seen, seen_before, marks, marks_before =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local known_epoch, known_seq, fresh_epoch, ttl = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local history = ARGV[5]

local found = redis.call('HMGET', head, 'epoch', 'seq', 'history')
if not found[1] or found[3] == log_history() then
  return { 'whole' }
end
if history ~= log_history() then
  return { 'changed' }
end

local kept, missing, number = 0, 0, 0
for i = 6, #ARGV do
  if redis.call('SISMEMBER', seen, ARGV[i]) == 1 or redis.call('SISMEMBER', seen_before, ARGV[i]) == 1 then
    kept = kept + 1
  else
    missing, number = missing + 1, i - 6
  end
end

-- Nothing known: a log of before there were histories, or all that it holds is still in the outbox.
local seq = tonumber(found[2])
local holds_known = found[1] == known_epoch and seq >= known_seq
  or known_epoch == '' and (not found[3] or seq <= kept)

-- Of several that are missing nobody knows which had which number.
if holds_known and missing == 1 then
  return { 'first', number }
end
if holds_known and missing == 0 then
  redis.call('HSET', head, 'history', history)
  return { 'whole' }
end
log_begin(head, fresh_epoch, ttl)
redis.call('DEL', log, seen, seen_before, marks, marks_before)
return { 'renewed' }
