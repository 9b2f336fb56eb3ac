-- What a user's devices have not confirmed yet, when they have everything up to a position.
--
-- KEYS  1 head    2 log    3 marks    4 marks_before
-- ARGV  1 confirmed epoch    2 confirmed seq    3... conversations
-- Result  {'full', mark..., body...}    for each conversation the last place in its order that is in the log, 0 when
--                                       that is not known; then the bodies of all events after the position
--         {'too_old'|'epoch_changed'|'invalid_position'}    nothing follows from this confirmation
local head = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not head[1] then
  return { 'epoch_changed' }
end
local answer, bodies = log_after(KEYS[2], head[1], tonumber(head[2]), ARGV[1], tonumber(ARGV[2]))
local result = { answer }
if answer ~= 'full' then
  return result
end
for i = 3, #ARGV do
  local mark = redis.call('HGET', KEYS[3], ARGV[i]) or redis.call('HGET', KEYS[4], ARGV[i])
  result[#result + 1] = mark and tonumber(mark) or 0
end
for i = 1, #bodies do
  result[#result + 1] = bodies[i]
end
return result
