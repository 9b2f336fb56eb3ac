-- Remembers what a session is subscribed to, unless another connection has taken it over meanwhile.
--
-- KEYS  1 session
-- ARGV  1 connection    2 channels, separated by line feeds    3 session ttl in ms
-- Result  1 when it is remembered, 0 when it is not
local owner = redis.call('HGET', KEYS[1], 'connection')
if owner and owner ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'channels', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
