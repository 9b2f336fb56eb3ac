-- Keeps for users of one bucket, who poll, how others stand now. Several nodes may bring the same, in other groups and in
-- another order than it happened: what the user has been told, or something newer, is left out.
--
-- KEYS  for each frame: the stream (passing) of its user, what the user has been told (told); a user may come several times
-- ARGV  1 how long it is worth telling, in ms    2 entries kept for each user
--       then for each frame: channel, body up to the texts, body after them, number of news,
--       and for each of the news: what it is of, version, state in short, text
-- Result  how many frames were kept
--
-- told  hash  what it is of -> version and state in short
local ttl, most = ARGV[1], ARGV[2]
local arg = 2

local function next_arg()
  arg = arg + 1
  return ARGV[arg]
end

local function is_news(told, of, version, state)
  local known_version, known_state = string.match(redis.call('HGET', told, of) or '', '^(%-?%d+) (.*)$')
  if known_version and tonumber(known_version) > tonumber(version) then
    return false
  end
  redis.call('HSET', told, of, version .. ' ' .. state)
  return state ~= known_state
end

local kept = 0
for i = 1, #KEYS, 2 do
  local passing, told = KEYS[i], KEYS[i + 1]
  local channel, before, after, texts = next_arg(), next_arg(), next_arg(), {}
  for _ = 1, tonumber(next_arg()) do
    local of, version, state, text = next_arg(), next_arg(), next_arg(), next_arg()
    if is_news(told, of, version, state) then
      texts[#texts + 1] = text
    end
  end
  redis.call('PEXPIRE', told, ttl)
  if #texts > 0 then
    local body = before .. table.concat(texts, ',') .. after
    redis.call('XADD', passing, 'MAXLEN', most, '*', 'channel', channel, 'body', body)
    redis.call('PEXPIRE', passing, ttl)
    kept = kept + 1
  end
end
return kept
