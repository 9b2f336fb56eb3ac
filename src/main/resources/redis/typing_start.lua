-- A connection of a user types. Decides whether the partner is told: at most once in a while, whoever asks.
--
-- KEYS  1 typing, of one user and conversation
-- ARGV  1 now in Unix ms ('' for Redis' own clock)    2 connection
--       3 ms between two starts that go out    4 ms until it is cleared    5 ttl of the key in ms
-- Result  {1 when this start goes out, 1 when the partner saw it typing before}
local key, now, connection = KEYS[1], typing_now(ARGV[1]), ARGV[2]
local pause, hold, ttl = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]

typing_until(key, now)
local before = redis.call('HGET', key, 'told') == '1' and 1 or 0
redis.call('HSET', key, '@' .. connection, now + hold)
redis.call('PEXPIRE', key, ttl)

local last = redis.call('HGET', key, 'went_out')
if last and now - tonumber(last) < pause then
  return { 0, before }
end
redis.call('HSET', key, 'went_out', now, 'told', 1)
return { 1, before }
