-- Forgets when some users of a bucket were last there. Who is there now is seen again, and noted when it is due.
--
-- ARGV  first those of presence_person.lua, then the ids of the users
while arg < #ARGV do
  local person = person_load(next_arg())
  if not person.absent then
    person_set(person, 'seen', nil)
    person_judge(person, false)
  end
end
return answer()
