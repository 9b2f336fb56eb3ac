-- A node's connections, for some users of a bucket or for all that it has there.
--
-- ARGV  first those of presence_person.lua, then: node, number of the report, 'some' or 'all',
--       then for each user: id, 'active', 'idle', 'polling' or 'gone'
local node, number, extent = next_arg(), tonumber(next_arg()), next_arg()

-- Reports may overtake each other, so an entry keeps the number of the last one; where there is nothing to end, an
-- ended entry fences off what was sent before. Polls have one of their own, so that they have their time whatever becomes
-- of a connection beside them, and it of its own.
local function report(person, activity)
  local name = activity == 'polling' and node .. '~polls' or node
  local entry = person.entries[name]
  if entry and entry.number >= number then
    return
  end
  if activity == 'polling' then
    entry_set(person, name, 'active', number, now, now + grace)
  elseif activity ~= 'gone' then
    entry_set(person, node, activity, number, now, 0)
  elseif not entry then
    entry_set(person, node, 'none', number, now, now)
  elseif entry.till == 0 then
    entry_set(person, node, entry.kind, number, now, now + debounce)
  else
    entry_set(person, node, entry.kind, number, entry.at, entry.till)
  end
end

local named = {}
while arg < #ARGV do
  local person = person_load(next_arg())
  named[person.id] = true
  report(person, next_arg())
  person_judge(person, false)
end

if extent == 'all' then
  for _, id in ipairs(redis.call('SMEMBERS', held_by(node))) do
    if not named[id] then
      local person = person_load(id)
      report(person, 'gone')
      person_judge(person, false)
    end
  end
end
return answer()
