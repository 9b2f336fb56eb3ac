-- What PostgreSQL says of some users of a bucket: their choice, and whether they hide their presence. Older than what
-- stands here it changes nothing.
--
-- ARGV  first those of presence_person.lua, then for each user: id, chosen ('' for none), as of,
--       hidden ('1' or '0'), as of; the times are PostgreSQL's
local function newer(person, field, at)
  return not person.fields[field] or tonumber(at) >= tonumber(person.fields[field])
end

while arg < #ARGV do
  local person = person_load(next_arg())
  local chosen, chosen_at, hidden, hidden_at = next_arg(), next_arg(), next_arg(), next_arg()
  if newer(person, 'chosen_at', chosen_at) then
    person_set(person, 'chosen', chosen)
    person_set(person, 'chosen_at', chosen_at)
  end
  if newer(person, 'hidden_at', hidden_at) then
    person_set(person, 'hidden', hidden)
    person_set(person, 'hidden_at', hidden_at)
  end
  person_judge(person, false)
end
return answer()
