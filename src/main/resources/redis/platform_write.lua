-- Writes, so that it fails where Redis takes no writes: its memory is full, or its disk.
--
-- KEYS  1 a key of nobody's
-- Result  1
redis.call('HSET', KEYS[1], 'by', 'readiness')
redis.call('PEXPIRE', KEYS[1], 60000)
return 1
