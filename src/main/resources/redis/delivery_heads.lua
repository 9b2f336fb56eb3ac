-- Which of a bucket's logs do not end, proven, where a node believes: a glance, in a third of the time of delivery_check.
-- Reads only.
--
-- KEYS  for each user: head
-- ARGV  for each user: epoch, seq
-- Result  the numbers (from 0) of those that delivery_check has to look at
local history, result = log_history(), {}
for i, head in ipairs(KEYS) do
  local found = redis.call('HMGET', head, 'epoch', 'seq', 'history')
  if found[1] ~= ARGV[2 * i - 1] or found[2] ~= ARGV[2 * i] or found[3] ~= history then
    result[#result + 1] = i - 1
  end
end
return result
