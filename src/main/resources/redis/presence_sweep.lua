-- Whatever is due in a bucket: debounces and polls that have run out, announcements, the people of dead nodes.
--
-- ARGV  first those of presence_person.lua, then the most to look at
local most = next_arg()

for _, id in ipairs(redis.call('ZRANGEBYSCORE', due_list, '-inf', now, 'LIMIT', 0, most)) do
  person_judge(person_load(id), true)
end

for _, node in ipairs(redis.call('SMEMBERS', node_list)) do
  if not live[node] then
    for _, id in ipairs(redis.call('SRANDMEMBER', held_by(node), most)) do
      local person = person_load(id)
      if not person.entries[node] then
        redis.call('SREM', held_by(node), id)
      end
      person_judge(person, true)
    end
    if redis.call('SCARD', held_by(node)) == 0 then
      redis.call('SREM', node_list, node)
    end
  end
end
return answer()
