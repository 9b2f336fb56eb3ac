-- The presence of some users of a bucket, exactly as it is now.
--
-- ARGV  first those of presence_person.lua, then the ids
-- Result  looked has for each: shown status ('' for somebody of whom Redis knows nothing), last_seen or '', version,
--         own status
--
-- What was seen must not be taken back silently: a status that is read before it is announced will be announced, even
-- if the person is back at the one before by then.
while arg < #ARGV do
  local person = person_load(next_arg())
  if person.absent then
    -- A second back, so that whoever comes at this very moment has a higher version on every process' clock.
    push(looked, '', '', digits(now - 1000), 'offline')
  else
    local own, status = person_judge(person, false)
    if status ~= (person.fields.told or 'offline') then
      person_set(person, 'peeked', '1')
      person_save(person)
    end
    push(looked, status, last_seen(person, status), person.fields.version or digits(now - 1000), own)
  end
end
return answer()
