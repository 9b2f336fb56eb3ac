-- Announcements that were made, so that nobody makes them again.
--
-- ARGV  first those of presence_person.lua, then for each: user, token
while arg < #ARGV do
  local person, token = person_load(next_arg()), next_arg()
  if person.fields.claim == token then
    person_set(person, 'claim', nil)
    person_judge(person, false)
  end
end
return answer()
