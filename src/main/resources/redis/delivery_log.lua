-- Functions that the scripts of a user's event log share; put before each of them.
--
-- head   hash     epoch, seq: the log's end. It outlives the log, so that no (epoch, seq) is used twice
--                 history: the history of Redis in which it was begun or proven last
-- log    stream   one entry <seq>-0 {body, text} for each of the last events, {body, text, version, n} for a redacted one

-- Redis names a new history (its replication id) whenever it may have lost the end of the one before: at every start,
-- and when a replica becomes the master. Asked in the same step as the log, so nobody has to notice the moment; 2 µs.
local history_now
local function log_history()
  history_now = history_now or string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''
  return history_now
end

-- Begins a log: the next event is number 1 of an epoch that was never used before.
local function log_begin(head, fresh_epoch, ttl)
  redis.call('HSET', head, 'epoch', fresh_epoch, 'seq', 0, 'history', log_history())
  redis.call('PEXPIRE', head, ttl)
  return fresh_epoch, 0
end

-- The log's epoch and seq, and whether it is proven: a log of an earlier history may have lost its end. Nothing may be
-- appended to it or served from it until delivery_prove has said what it is. Begins one where there is none.
local function log_head(head, fresh_epoch, ttl)
  local found = redis.call('HMGET', head, 'epoch', 'seq', 'history')
  if not found[1] then
    local epoch, seq = log_begin(head, fresh_epoch, ttl)
    return epoch, seq, true
  end
  return found[1], tonumber(found[2]), found[3] == log_history()
end

-- 'full' and the bodies of all events after a position, or why continuity can't be proved.
local function log_after(log, epoch, seq, known_epoch, known_seq)
  if known_epoch ~= epoch then
    return 'epoch_changed', {}
  end
  if known_seq < 0 or known_seq > seq then
    return 'invalid_position', {}
  end
  local bodies = {}
  if known_seq < seq then
    local first, last = string.format('%d-0', known_seq + 1), string.format('%d-0', seq)
    for i, entry in ipairs(redis.call('XRANGE', log, first, last)) do
      bodies[i] = entry[2][2]
    end
  end
  if #bodies < seq - known_seq then
    return 'too_old', {}
  end
  return 'full', bodies
end

-- Lets a key live on, with a write only when a good part of its time has gone, or when it would live for ever.
local function keep(key, ttl)
  local left = redis.call('PTTL', key)
  if left < ttl * 3 / 4 then
    redis.call('PEXPIRE', key, ttl)
  end
end

-- The event id in a body, which is the first id in it.
local function log_event_id(body)
  return string.match(body, '"id":"([%x-]+)"')
end

-- The body as that of another event id.
local function log_body_of(event, body)
  return (string.gsub(body, '"id":"[%x-]+"', '"id":"' .. event .. '"', 1))
end
