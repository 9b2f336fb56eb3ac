-- Ends what a user types: of one connection, of all, or only of those whose time is over. One caller alone is told to
-- tell the partner: who takes the last connection of what was told.
--
-- KEYS  1 typing, of one user and conversation
-- ARGV  1 now in Unix ms ('' for Redis' own clock)    2 'connection', 'all' or 'expired'    3 the connection, or ''
-- Result  {1 when the partner is to be told, ms until the last connection's time is over, 0 when there is none}
local key, now, which = KEYS[1], typing_now(ARGV[1]), ARGV[2]

if which == 'connection' then
  redis.call('HDEL', key, '@' .. ARGV[3])
end
local latest = typing_until(key, which == 'all' and math.huge or now)
if latest > 0 then
  return { 0, latest - now }
end
if redis.call('HGET', key, 'told') ~= '1' then
  return { 0, 0 }
end
redis.call('HSET', key, 'told', 0)
return { 1, 0 }
