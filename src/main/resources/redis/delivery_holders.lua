-- Which nodes hold the connections of some users of one bucket.
--
-- KEYS  the directory (nodes) of each user
-- ARGV  none
-- Result  for each user, in the order of the keys, a list of its nodes
local result = {}
for i, nodes in ipairs(KEYS) do
  result[i] = redis.call('HKEYS', nodes)
end
return result
