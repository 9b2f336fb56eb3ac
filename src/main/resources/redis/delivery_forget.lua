-- Forgets everything that a user's log holds and remembers. A log that was there begins a new epoch, so that who reads
-- it notices. Put after delivery_log.lua.
--
-- KEYS  1 head    2 log    3 seen    4 seen_before    5 marks    6 marks_before    7 nodes (left as they are)    8 redacted
-- ARGV  1 an epoch to begin with (random)    2 log ttl in ms
-- Result  1
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[8])
if redis.call('EXISTS', KEYS[1]) == 1 then
  log_begin(KEYS[1], ARGV[1], tonumber(ARGV[2]))
end
return 1
