-- One person's presence: what stands in Redis, what follows from it, and when to look again. Put before each script of
-- presence; the package page says what the keys hold.
--
-- KEYS  1 due    2 present    3 nodes, all of one bucket; the keys of its people and nodes are made from them
-- ARGV  1 now    2 when the live nodes were read, both Unix ms
--       3 offline debounce    4 poll grace    5 announcements of a person at most every    6 last_seen at most every, in ms
--       7 number of live nodes    8... the live nodes, then what the script itself needs
-- Result  one flat list, as each list within costs Redis 4 us, a person 20: void entries found, people that came, people
--   that left, people present in the bucket; then each of these as its length and so many items:
--   announced  for each announcement to make: user, status, last_seen or '', version, token
--   seen       for each last_seen to store: user, Unix ms
--   unknown    connected users whose choice has to be read from PostgreSQL
--   looked     what a script was asked
local due_list, present_list, node_list = KEYS[1], KEYS[2], KEYS[3]
local bucket = string.match(due_list, '^{b%d+}')
local now, read_at = tonumber(ARGV[1]), tonumber(ARGV[2])
local debounce, grace = tonumber(ARGV[3]), tonumber(ARGV[4])
local announce_every, seen_every = tonumber(ARGV[5]), tonumber(ARGV[6])
local arg = 7
local live = {}

-- How long an announcement may take before another process makes it, an entry without effect fences off older reports,
-- and somebody who is not there is remembered.
local CLAIM_MS, FENCE_MS, FORGET_MS = 3000, 5000, 600000
local AT_SIGN = 64

local voided, came, left = 0, 0, 0
local announced, seen, unknown, looked = {}, {}, {}, {}

local function next_arg()
  arg = arg + 1
  return ARGV[arg]
end

for _ = 1, tonumber(ARGV[arg]) do
  live[next_arg()] = true
end

local function push(list, ...)
  for _, value in ipairs({ ... }) do
    list[#list + 1] = value
  end
end

-- A number as digits: Lua's own form of large ones is 1.764e+12.
local function digits(number)
  return string.format('%.0f', number)
end

-- The people that a node's lease vouches for.
local function held_by(node)
  return bucket .. 'presence_of:' .. node
end

local function person_load(id)
  local person = { id = id, key = bucket .. 'presence:' .. id, fields = {}, entries = {}, changes = {} }
  local all = redis.call('HGETALL', person.key)
  person.absent = #all == 0
  for i = 1, #all, 2 do
    if string.byte(all[i]) == AT_SIGN then
      local kind, number, at, till = string.match(all[i + 1], '^(%a+) (%d+) (%d+) (%d+)$')
      person.entries[string.sub(all[i], 2)] =
        { kind = kind, number = tonumber(number), at = tonumber(at), till = tonumber(till) }
    else
      person.fields[all[i]] = all[i + 1]
    end
  end
  person.expires = not person.absent and not next(person.entries)
  return person
end

-- Where something changes; nil takes the field away. Written is all together, by person_save.
local function person_set(person, field, value)
  if value ~= nil and type(value) ~= 'string' then
    value = digits(value)
  end
  if person.fields[field] == value then
    return
  end
  person.fields[field] = value
  person.changes[field] = value or false
end

-- In as few commands as can be: each costs Redis, its append-only file and its replicas as much as several fields.
local function person_save(person)
  local written, removed = {}, {}
  for field, value in pairs(person.changes) do
    if value then
      push(written, field, value)
    else
      push(removed, field)
    end
  end
  if #written > 0 then
    redis.call('HSET', person.key, unpack(written))
  end
  if #removed > 0 then
    redis.call('HDEL', person.key, unpack(removed))
  end
  person.changes = {}
end

-- An entry is held by its node's lease while till is 0; else it counts until then.
local function entry_set(person, node, kind, number, at, till)
  person.entries[node] = { kind = kind, number = number, at = at, till = till }
  person.changes['@' .. node] = kind .. ' ' .. digits(number) .. ' ' .. digits(at) .. ' ' .. digits(till)
  if till == 0 then
    if redis.call('SADD', held_by(node), person.id) == 1 then
      redis.call('SADD', node_list, node)
    end
  else
    redis.call('SREM', held_by(node), person.id)
  end
end

-- What the entries say together: the best activity (nil: none) and when the last one ended. Entries of a node without a
-- lease end now, as if the node had said so: a process that is restarted costs nobody their presence. The list of live
-- nodes says nothing about what was reported after it was read.
local function entries_judge(person)
  local best, ended, due = nil, 0, math.huge
  for node, entry in pairs(person.entries) do
    if entry.till == 0 and not live[node] and entry.at < read_at then
      voided = voided + 1
      entry_set(person, node, entry.kind, entry.number, now, now + debounce)
      entry = person.entries[node]
    end
    if entry.till == 0 or now < entry.till then
      best = (entry.kind == 'active' or best == 'active') and 'active' or entry.kind
    else
      ended = math.max(ended, entry.at)
    end
    if entry.till ~= 0 and now < entry.till then
      due = math.min(due, entry.till)
    elseif entry.till ~= 0 and now < entry.till + FENCE_MS then
      due = math.min(due, entry.till + FENCE_MS)
    elseif entry.till ~= 0 then
      person.changes['@' .. node] = false
      person.entries[node] = nil
    end
  end
  return best, ended, due
end

-- What the person's own devices show, and what others are shown.
local function statuses(best, chosen, hidden)
  local own = 'offline'
  if best and chosen ~= 'offline' then
    own = chosen ~= '' and chosen or (best == 'active' and 'online' or 'away')
  end
  return own, hidden == '1' and 'offline' or own
end

local function note_present(person, is)
  local was = person.fields.present == '1'
  if is and not was then
    came = came + 1
    redis.call('SADD', present_list, person.id)
  elseif was and not is then
    left = left + 1
    redis.call('SREM', present_list, person.id)
  end
  person_set(person, 'present', is and '1' or nil)
end

-- The version is the time where it can be: it grows even when Redis has forgotten the one before.
local function note_status(person, status, best, ended)
  if status == (person.fields.status or 'offline') then
    return
  end
  person_set(person, 'status', status)
  person_set(person, 'version', math.max(now, tonumber(person.fields.version or 0) + 1))
  if status == 'offline' then
    local at = best and now or ended
    person_set(person, 'seen', at)
    person_set(person, 'stored', at)
    push(seen, person.id, digits(at))
  end
end

-- While somebody is shown as being there, last_seen is stored now and then. Gives when to do so next.
local function note_seen(person, status)
  if status == 'offline' then
    return math.huge
  end
  local stored = tonumber(person.fields.stored or 0)
  if now >= stored + seen_every then
    stored = now
    person_set(person, 'stored', now)
    push(seen, person.id, digits(now))
  end
  return stored + seen_every
end

local function last_seen(person, status)
  return status == 'offline' and person.fields.hidden ~= '1' and person.fields.seen or ''
end

-- Announced is what differs from what was announced last, or was read meanwhile, at most once in announce_every. An
-- announcement is claimed by the process that is given it; one that nobody reports as made is given away again. Gives
-- when to look again.
local function note_announcement(person, status, may_announce)
  local fields = person.fields
  local open = status ~= (fields.told or 'offline') or fields.peeked == '1'
  local open_at = tonumber(fields.told_at or 0) + announce_every
  local claim_ends = fields.claim and tonumber(fields.claim) + CLAIM_MS or math.huge
  if may_announce and (open and now >= open_at or now >= claim_ends) then
    person_set(person, 'told', status)
    person_set(person, 'told_at', now)
    person_set(person, 'claim', now)
    person_set(person, 'peeked', nil)
    push(announced, person.id, status, last_seen(person, status), fields.version or digits(now), digits(now))
    return now + CLAIM_MS
  end
  return math.min(open and math.max(now, open_at) or math.huge, math.max(now, claim_ends))
end

local function look_again(person, due)
  if due < math.huge then
    redis.call('ZADD', due_list, due, person.id)
  else
    redis.call('ZREM', due_list, person.id)
  end
  if due == math.huge and not next(person.entries) then
    redis.call('PEXPIRE', person.key, FORGET_MS)
  elseif person.expires then
    redis.call('PERSIST', person.key)
  end
end

-- Gives the own and the shown status, and when to look again.
local function judge(person, may_announce)
  local best, ended, due = entries_judge(person)
  note_present(person, best ~= nil)
  if not person.fields.chosen then
    if best then
      push(unknown, person.id)
      due = now
    end
    return 'offline', 'offline', due
  end
  local own, status = statuses(best, person.fields.chosen, person.fields.hidden)
  note_status(person, status, best, ended)
  return own, status, math.min(due, note_seen(person, status), note_announcement(person, status, may_announce))
end

-- Everything that follows from what stands there, written. Gives the own and the shown status.
local function person_judge(person, may_announce)
  local own, status, due = judge(person, may_announce)
  person_save(person)
  look_again(person, due)
  return own, status
end

local function answer()
  local result = { voided, came, left, redis.call('SCARD', present_list) }
  for _, list in ipairs({ announced, seen, unknown, looked }) do
    result[#result + 1] = #list
    for _, item in ipairs(list) do
      result[#result + 1] = item
    end
  end
  return result
end
