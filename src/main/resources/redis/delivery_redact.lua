-- Puts a newer body into the place of logged ones, under their numbers and ids: what was edited or deleted must not wait
-- for a resume. An event whose append may still be under way is remembered, so that the append takes the newer body.
--
-- KEYS  1 log    2 redacted
-- ARGV  1 body    2 its version: nothing newer is replaced by something older
--       3 '1' where events may not be in the log yet    4 how long those are remembered, in ms
--       5... event ids
-- Result  the number of entries replaced
--
-- redacted   hash   event id -> version, space, body
local log, redacted = KEYS[1], KEYS[2]
local body, version, unlogged, memory = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1', ARGV[4]

local wanted, logged = {}, {}
for i = 5, #ARGV do
  wanted[ARGV[i]] = true
end

-- An entry is changed by writing the stream anew: a stream has no other way.
local entries, replaced = redis.call('XRANGE', log, '-', '+'), 0
for _, entry in ipairs(entries) do
  local fields = entry[2]
  local event = log_event_id(fields[2])
  if event and wanted[event] then
    logged[event] = true
    if version > tonumber(fields[4] or 0) then
      entry[2] = { 'body', log_body_of(event, body), 'version', ARGV[2] }
      replaced = replaced + 1
    end
  end
end
if replaced > 0 then
  local ttl = redis.call('PTTL', log)
  redis.call('DEL', log)
  for _, entry in ipairs(entries) do
    redis.call('XADD', log, entry[1], unpack(entry[2]))
  end
  redis.call('PEXPIRE', log, ttl)
end

-- What was remembered before is replaced in any case: it must not say what has been taken back.
for event in pairs(wanted) do
  local known = redis.call('HGET', redacted, event)
  local older = known and tonumber(string.match(known, '^%d+')) < version
  if older or (unlogged and not known and not logged[event]) then
    redis.call('HSET', redacted, event, ARGV[2] .. ' ' .. body)
    redis.call('PEXPIRE', redacted, memory)
  end
end
return replaced
