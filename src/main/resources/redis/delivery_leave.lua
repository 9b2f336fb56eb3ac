-- Takes a node out of the directory of users of one bucket who polled there and don't any more. Where they have
-- connections it stays.
--
-- KEYS  the directory (nodes) of each user
-- ARGV  1 node
-- Result  1
for _, nodes in ipairs(KEYS) do
  if redis.call('HGET', nodes, ARGV[1]) == '0' then
    redis.call('HDEL', nodes, ARGV[1])
  end
end
return 1
