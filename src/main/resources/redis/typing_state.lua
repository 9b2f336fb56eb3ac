-- Functions that the scripts of typing share; put before each of them.
--
-- typing  hash  went_out      when the last typing_start went out, Unix ms
--               told          1 while the partner may see that the user types
--               @<connection> until when this connection counts as typing, Unix ms

-- Redis' own clock, so that processes need not agree on the time. Tests give one.
local function typing_now(given)
  if given ~= '' then
    return tonumber(given)
  end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Forgets the connections whose time is over. The latest end of those that are left, 0 when there are none.
local function typing_until(key, now)
  local latest, fields = 0, redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) == '@' then
      local ends = tonumber(fields[i + 1])
      if ends <= now then
        redis.call('HDEL', key, fields[i])
      elseif ends > latest then
        latest = ends
      end
    end
  end
  return latest
end
