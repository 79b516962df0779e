-- Append events that are not known yet, in order, each with its id remembered in the same step.
-- KEYS: inbox, memory, seen0, seen1.
-- ARGV: most entries, memory of ids (ms); then for each event: id, event time (ms), JSON.
-- Returns how many events were taken care of (appended or known); fewer than given means that the inbox is full.
--
-- Ids are remembered in two generations, hashes of id → event time; `memory` says which is young (`0` or `1`), since
-- when, and at what event time that was. A generation grows old, and the one before is forgotten, only when the memory
-- has passed both by the server's clock and in event time: neither an event told again days late nor one from the
-- future makes us forget an id early. Where event times stand still, a week of the server's clock will do.
local most, memory = tonumber(ARGV[1]), tonumber(ARGV[2])
local room = most - redis.call('XLEN', KEYS[1])
local state = redis.call('HMGET', KEYS[2], 'young', 'since', 'at')
local which = tonumber(state[1] or 0)
local young, old = KEYS[3 + which], KEYS[4 - which]
local function known(id, at)
  local time = redis.call('HGET', young, id)
  if time and math.abs(tonumber(time) - at) < memory then return true end
  time = redis.call('HGET', old, id)
  return time and math.abs(tonumber(time) - at) < memory
end
local at
local i = 3
while i <= #ARGV do
  at = tonumber(ARGV[i + 1])
  if not known(ARGV[i], at) then
    if room <= 0 then break end
    redis.call('HSET', young, ARGV[i], ARGV[i + 1])
    redis.call('XADD', KEYS[1], '*', 'e', ARGV[i + 2])
    room = room - 1
  end
  i = i + 3
end
if at then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if not state[2] then
    redis.call('HSET', KEYS[2], 'young', 0, 'since', now, 'at', at)
  else
    local age = now - tonumber(state[2])
    if age >= memory and (math.abs(at - tonumber(state[3])) >= memory or age >= 7 * memory) then
      redis.call('UNLINK', old)
      redis.call('HSET', KEYS[2], 'young', 1 - which, 'since', now, 'at', at)
    end
  end
end
return (i - 3) / 3
