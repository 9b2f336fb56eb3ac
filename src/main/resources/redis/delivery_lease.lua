-- Renews a node's lease and says which nodes live. The clock is Redis' own, so nodes need not agree on the time.
--
-- KEYS  1 leases: sorted set of node -> end of its lease, Unix ms
-- ARGV  1 node    2 lease ttl in ms
-- Result  {1 when the lease was still held, 0 when it had to be taken anew, node...}
local leases, node, ttl = KEYS[1], ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('ZREMRANGEBYSCORE', leases, '-inf', now)
local taken = redis.call('ZADD', leases, now + ttl, node)
local result = { 1 - taken }
for _, live in ipairs(redis.call('ZRANGE', leases, 0, -1)) do
  result[#result + 1] = live
end
return result
