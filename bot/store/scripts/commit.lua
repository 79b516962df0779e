-- Carry out commands if, and only if, the shard's epoch is still the one held: the fence of a commit. Then read on.
-- KEYS: epoch, inbox, paused, others.
-- ARGV: epoch held, group, most entries to be read, none if 0; then for each command: name, index of its key, number
-- of arguments, arguments. Two are commands of our own:
--   KEEP milliseconds, field, value, …: set fields of a hash that is to live so long from now, for ever if 0.
--   ACK entry, …: take entries out of the inbox for good.
-- Returns what READ returns: entries and paused rooms, nothing when there are no entries, or -1 when another worker
-- has taken the shard over and nothing was done.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
-- A hash lives half a day longer than its documents at least, so its time is not set anew by every write.
local SLACK = 43200000
local i = 4
while i <= #ARGV do
  local name, key, last = ARGV[i], KEYS[tonumber(ARGV[i + 1])], i + 2 + tonumber(ARGV[i + 2])
  if name == 'KEEP' then
    redis.call('HSET', key, unpack(ARGV, i + 4, last))
    -- Several documents share a hash: the one that is kept longest says how long it lives.
    local time = tonumber(ARGV[i + 3])
    if time > 0 and redis.call('PTTL', key) < time - SLACK then redis.call('PEXPIRE', key, time) end
  elseif name == 'ACK' then
    redis.call('XACK', key, ARGV[2], unpack(ARGV, i + 3, last))
    redis.call('XDEL', key, unpack(ARGV, i + 3, last))
  else
    redis.call(name, key, unpack(ARGV, i + 3, last))
  end
  i = last + 1
end
if ARGV[3] == '0' then return {} end
local answer = redis.call('XREADGROUP', 'GROUP', ARGV[2], ARGV[2], 'COUNT', ARGV[3], 'STREAMS', KEYS[2], '>')
if not answer or #answer[1][2] == 0 then return {} end
return {answer[1][2], redis.call('SMEMBERS', KEYS[3])}
