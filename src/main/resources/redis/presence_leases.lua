-- Which nodes live, by Redis' own clock, and what that clock says.
--
-- KEYS  1 leases: sorted set of node -> end of its lease, Unix ms
-- Result  {now in Unix ms, node...}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local result = { now }
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%d', now), '+inf')) do
  result[#result + 1] = node
end
return result
