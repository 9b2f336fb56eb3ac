-- Remembers what a session is subscribed to.
--
-- KEYS  1 session
-- ARGV  1 channels, separated by line feeds    2 session ttl in ms
-- Result  1
redis.call('HSET', KEYS[1], 'channels', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
