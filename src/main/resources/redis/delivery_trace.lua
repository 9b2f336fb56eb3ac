-- Where events stand in a user's log, for who asks why one did not arrive. Changes nothing, and gives no contents.
--
-- KEYS  1 head    2 log    3 nodes
-- ARGV  ids: an event is meant whose own id it is, or that tells of the message or notification with this id, alone or
--       in a list of several
-- Result  {epoch, seq of the log's end, seq of the oldest entry, number of nodes, node...,
--          then for each event, oldest first: seq, event id, event, timestamp, message id, notification id}
--         What there is not is ''; without a log the first two are '' and 0.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local nodes = redis.call('HKEYS', KEYS[3])
local result = { head[1] or '', head[2] or 0, 0, #nodes }
for _, node in ipairs(nodes) do
  result[#result + 1] = node
end

-- With the quotes and what stands before them, in a list too, so that nothing that a person wrote can look like it.
local before = { '"id":"', '["', ',"' }

local function is_meant(body)
  for _, id in ipairs(ARGV) do
    for _, start in ipairs(before) do
      if string.find(body, start .. id .. '"', 1, true) then
        return true
      end
    end
  end
  return false
end

for i, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+')) do
  local seq, body = string.match(entry[1], '^%d+'), entry[2][2]
  if i == 1 then
    result[3] = seq
  end
  if is_meant(body) then
    local values = {
      seq,
      string.match(body, '"id":"([%x-]+)"'),
      string.match(body, '"event":"([%w_]+)"'),
      string.match(body, '"timestamp":(%d+)}$') or '0',
      string.match(body, '"message":{"id":"([%x-]+)"') or '',
      string.match(body, '"notification":{"id":"([%x-]+)"') or '',
    }
    for _, value in ipairs(values) do
      result[#result + 1] = value
    end
  end
end
return result
