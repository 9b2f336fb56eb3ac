-- Enters a connection: directory, limit, session, and the answer to its resume, in one step.
--
-- KEYS  1 head    2 log    3 nodes
--       4 the session it has when nothing is resumed    5 the session it resumes (the same as 4: none)
-- ARGV  1 node    2 connection    3 connections of the user on this node, this one included, one that it replaces there
--       not    4 connections allowed
--       5 an epoch to begin with where there is no log (random)
--       6 log ttl    7 session ttl    8 directory ttl, all in ms
--       9 resume epoch ('' for a fresh start)    10 resume seq
--       11 'sure' when the live nodes were read just now: others are dead
--       12... the live nodes
-- Result  {'accepted', epoch, seq, restored 0|1, channels, replaced node, replaced connection,
--          'none'|'full'|'too_old'|'epoch_changed'|'invalid_position', body...}
--         {'too_many'}    nothing was changed
--         {'unproven'}    the log may have lost its end. Nothing was changed
--         {'unsure'}      the directory has a node that is not among the live ones: read them again. Nothing was changed
local head, log, nodes, new_session, old_session = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local node, connection, here, allowed = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local fresh_epoch, log_ttl, session_ttl, nodes_ttl = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local known_epoch, known_seq, sure = ARGV[9], tonumber(ARGV[10]), ARGV[11] == 'sure'

local epoch, seq, proven = log_head(head, fresh_epoch, log_ttl)
if not proven then
  return { 'unproven' }
end

local live = { [node] = true }
for i = 12, #ARGV do
  live[ARGV[i]] = true
end

local total = here
local directory = redis.call('HGETALL', nodes)
for i = 1, #directory, 2 do
  if not live[directory[i]] then
    if not sure then
      return { 'unsure' }
    end
    redis.call('HDEL', nodes, directory[i])
  elseif directory[i] ~= node then
    total = total + tonumber(directory[i + 1])
  end
end

-- A session without channels was only kept alive after a loss: it can be taken over, but there is nothing to restore.
local old = old_session ~= new_session and redis.call('HMGET', old_session, 'node', 'connection', 'channels') or {}
local replaces = old[1] and old[1] ~= '' and live[old[1]] and old[2] ~= connection
local there = replaces and old[1] ~= node and tonumber(redis.call('HGET', nodes, old[1]) or 0) or 0
local frees = there > 0
if frees then
  total = total - 1
end
if total > allowed then
  return { 'too_many' }
end

redis.call('HSET', nodes, node, here)
redis.call('PEXPIRE', nodes, nodes_ttl)
-- The other node says so itself when it has closed the old connection, unless it has just died.
if frees then
  redis.call('HSET', nodes, old[1], there - 1)
end

local session = old[3] and old_session or new_session
redis.call('HSET', session, 'node', node, 'connection', connection)
redis.call('HSETNX', session, 'channels', '')
redis.call('PEXPIRE', session, session_ttl)

keep(head, log_ttl)
local resumption, bodies = 'none', {}
if known_epoch ~= '' then
  resumption, bodies = log_after(log, epoch, seq, known_epoch, known_seq)
end

local result = { 'accepted', epoch, seq, old[3] and 1 or 0, old[3] or '', replaces and old[1] or '',
  replaces and old[2] or '', resumption }
for i = 1, #bodies do
  result[#result + 1] = bodies[i]
end
return result
