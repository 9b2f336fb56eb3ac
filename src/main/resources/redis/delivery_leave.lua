-- Takes a node out of the directory of users of one bucket who polled there and don't any more. Where they have
-- connections it stays. What they were told since their last poll they may never have read: all is news again.
--
-- KEYS  for each user: the directory (nodes), what the user has been told (told)
-- ARGV  1 node
-- Result  1
for i = 1, #KEYS, 2 do
  local nodes, told = KEYS[i], KEYS[i + 1]
  if redis.call('HGET', nodes, ARGV[1]) == '0' then
    redis.call('HDEL', nodes, ARGV[1])
  end
  redis.call('DEL', told)
end
return 1
