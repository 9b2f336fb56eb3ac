-- Keeps what users of one bucket, who poll, are told in passing. Several nodes may bring the same: it is kept once.
--
-- KEYS  the stream (passing) of each user; one user may come several times
-- ARGV  1 how long it is worth telling, in ms    2 entries kept for each user    3 number of frames
--       then of each frame: channel, body    then for each key which frame it is given, from 0
-- Result  how many were new
local ttl, most, frames = ARGV[1], ARGV[2], tonumber(ARGV[3])

local function is_known(passing, body)
  for _, entry in ipairs(redis.call('XRANGE', passing, '-', '+')) do
    if entry[2][4] == body then
      return true
    end
  end
  return false
end

local new = 0
for i, passing in ipairs(KEYS) do
  local frame = tonumber(ARGV[3 + 2 * frames + i])
  local channel, body = ARGV[4 + 2 * frame], ARGV[5 + 2 * frame]
  if not is_known(passing, body) then
    redis.call('XADD', passing, 'MAXLEN', most, '*', 'channel', channel, 'body', body)
    redis.call('PEXPIRE', passing, ttl)
    new = new + 1
  end
end
return new
