-- One read of a user who polls: enters the node, so that it is woken from now on, and says what there is to answer.
--
-- KEYS  1 head    2 log    3 nodes    4 passing    5 told
-- ARGV  1 node    2 an epoch to begin with where there is no log (random)    3 log ttl    4 directory ttl, in ms
--       5 known epoch ('' for a first poll)    6 known seq
--       7 the last entry of passing that was answered ('' for none)    8 age in ms at which passing events are too old
--       9 bytes of bodies that are enough for one answer    10... channels
-- Result  {'none'|'full'|'too_old'|'epoch_changed'|'invalid_position', epoch, seq of the log's end,
--          1 when there is more than fitted, last entry of passing, number of bodies, body..., passing body...}
--         {'unproven'}    the log may have lost its end. Nothing was changed
--
-- passing  stream  what a user who polls is told in passing: {channel, text, body, text}
local head, log, nodes, passing, told = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local node, fresh_epoch, log_ttl, nodes_ttl = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local known_epoch, known_seq, last_entry = ARGV[5], tonumber(ARGV[6]), ARGV[7]
local too_old_ms, room = tonumber(ARGV[8]), tonumber(ARGV[9])
local begins = last_entry == ''

local epoch, seq, proven = log_head(head, fresh_epoch, log_ttl)
if not proven then
  return { 'unproven' }
end

local channels = {}
for i = 10, #ARGV do
  channels[ARGV[i]] = true
end

-- Connections are counted in the directory, so one who only polls has none. The next wake-up comes here all the same.
redis.call('HSETNX', nodes, node, 0)
keep(nodes, nodes_ttl)

local more, result, bodies = 0, {}, 0

-- The first always fits: an answer makes progress.
local function take(body)
  if #result > 0 and room < #body then
    more = 1
    return false
  end
  room = room - #body
  result[#result + 1] = body
  return true
end

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function take_passing()
  local oldest = string.format('%d-0', milliseconds() - too_old_ms)
  local from_start = last_entry == ''
  for _, entry in ipairs(redis.call('XRANGE', passing, last_entry == '' and oldest or last_entry, '+')) do
    local id, channel, body = entry[1], entry[2][2], entry[2][4]
    local is_young = tonumber(string.match(id, '^%d+')) >= milliseconds() - too_old_ms
    if not from_start and id ~= last_entry and is_young and channels[channel] and not take(body) then
      return
    end
    last_entry = id
  end
end

keep(head, log_ttl)
local answer, missed = 'none', {}
if known_epoch ~= '' then
  answer, missed = log_after(log, epoch, seq, known_epoch, known_seq)
end
for _, body in ipairs(missed) do
  if not take(body) then
    break
  end
  bodies = bodies + 1
end
if more == 0 then
  take_passing()
end
if last_entry == '' then
  last_entry = '0-0'
end
-- A client that begins here knows nothing of what was told before, whatever other ones of the user know.
if begins or answer ~= 'full' then
  redis.call('DEL', told)
end

local reply = { answer, epoch, seq, more, last_entry, bodies }
for _, body in ipairs(result) do
  reply[#reply + 1] = body
end
return reply
