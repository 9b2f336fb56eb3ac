-- What follows a position in a user's log.
--
-- KEYS  1 head    2 log
-- ARGV  1 an epoch to begin with where there is no log (random)    2 log ttl in ms    3 known epoch    4 known seq
-- Result  {'full', epoch, seq, body...}    the bodies of known seq + 1 to seq
--         {'too_old'|'epoch_changed'|'invalid_position', epoch, seq}    continuity can't be proved
--         {'unproven'}    the log may have lost its end
local epoch, seq, proven = log_head(KEYS[1], ARGV[1], tonumber(ARGV[2]))
if not proven then
  return { 'unproven' }
end
local answer, bodies = log_after(KEYS[2], epoch, seq, ARGV[3], tonumber(ARGV[4]))
local result = { answer, epoch, seq }
for i = 1, #bodies do
  result[#result + 1] = bodies[i]
end
return result
