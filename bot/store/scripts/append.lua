-- Append events that are not known yet, in order, each with its id remembered in the same step.
-- KEYS: inbox, seen.  ARGV: most entries, memory of ids (ms); then for each event: id, event time (ms), JSON.
-- Returns how many events were taken care of (appended or known); fewer than given means that the inbox is full.
local most, memory = tonumber(ARGV[1]), tonumber(ARGV[2])
local room = most - redis.call('XLEN', KEYS[1])
local newest = 0
local i = 3
while i <= #ARGV do
  local at = tonumber(ARGV[i + 1])
  local known = redis.call('ZSCORE', KEYS[2], ARGV[i])
  if not known or math.abs(tonumber(known) - at) >= memory then
    if room <= 0 then break end
    redis.call('ZADD', KEYS[2], ARGV[i + 1], ARGV[i])
    redis.call('XADD', KEYS[1], '*', 'e', ARGV[i + 2])
    room = room - 1
    if at > newest then newest = at end
  end
  i = i + 3
end
if newest > 0 then redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', newest - memory) end
return (i - 3) / 3
