-- The position check of one node for its users of one bucket. Tells the directory and the sessions again on the way,
-- with a write only where something is missing or about to expire.
--
-- KEYS  for each user: head, nodes, then each of its sessions
-- ARGV  1 node    2 an epoch to begin with where a log must (random)    3 log ttl    4 session ttl    5 directory ttl, in ms
--       then for each user: epoch, seq, connections on this node, number of sessions, then the connection of each
-- Result  {behind, replaced}
--         behind    for each user whose log does not end there: number (from 0), epoch, seq; epoch '' where the log has
--                   to be proven first
--         replaced  the connections whose session another one has now
local node, fresh_epoch = ARGV[1], ARGV[2]
local log_ttl, session_ttl, nodes_ttl = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local key, arg = 0, 5

local function next_key()
  key = key + 1
  return KEYS[key]
end

local function next_arg()
  arg = arg + 1
  return ARGV[arg]
end

-- A log that ends before what a connection was sent has come back older: its numbers must not be used a second time.
local function compare(head, known_epoch, known_seq)
  local epoch, seq, proven = log_head(head, fresh_epoch, log_ttl)
  if not proven then
    return '', 0
  end
  if epoch == known_epoch and seq < known_seq then
    epoch, seq = log_begin(head, fresh_epoch, log_ttl)
  end
  keep(head, log_ttl)
  return epoch, seq
end

local function tell_directory(nodes, connections)
  if redis.call('HGET', nodes, node) ~= connections then
    redis.call('HSET', nodes, node, connections)
    redis.call('PEXPIRE', nodes, nodes_ttl)
  end
  keep(nodes, nodes_ttl)
end

local replaced = {}

-- A session that another connection has taken over is left to it. One that nobody has is told again: Redis has lost it
-- (it may have channels again), or who had taken it over has given it back.
local function tell_session(session, connection)
  local owner = redis.call('HGET', session, 'connection')
  if not owner or owner == '' then
    redis.call('HSET', session, 'node', node, 'connection', connection)
    redis.call('PEXPIRE', session, session_ttl)
  elseif owner == connection then
    keep(session, session_ttl)
  else
    replaced[#replaced + 1] = connection
  end
end

local behind, user = {}, 0
while key < #KEYS do
  local head, nodes = next_key(), next_key()
  local known_epoch, known_seq = next_arg(), tonumber(next_arg())
  local epoch, seq = compare(head, known_epoch, known_seq)
  if epoch ~= known_epoch or seq ~= known_seq then
    behind[#behind + 1] = user
    behind[#behind + 1] = epoch
    behind[#behind + 1] = seq
  end
  tell_directory(nodes, next_arg())
  for _ = 1, tonumber(next_arg()) do
    tell_session(next_key(), next_arg())
  end
  user = user + 1
end
return { behind, replaced }
