-- Takes a connection out of the directory and leaves its session to be restored, unless another one has taken it over.
--
-- KEYS  1 nodes    2 session
-- ARGV  1 node    2 connection    3 connections of the user left on this node
--       4 '1' where the user polls on this node: it stays in the directory    5 session ttl    6 directory ttl, both in ms
-- Result  1
local nodes, session = KEYS[1], KEYS[2]
local node, connection, left, polls = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'
local session_ttl, nodes_ttl = ARGV[5], ARGV[6]

if left > 0 or polls then
  redis.call('HSET', nodes, node, left)
  redis.call('PEXPIRE', nodes, nodes_ttl)
else
  redis.call('HDEL', nodes, node)
end
if redis.call('HGET', session, 'connection') == connection then
  redis.call('HSET', session, 'node', '', 'connection', '')
  redis.call('PEXPIRE', session, session_ttl)
end
return 1
