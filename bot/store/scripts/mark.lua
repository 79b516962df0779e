-- Say that an action is about to be performed.
-- KEYS: tried, paused, stream.
-- ARGV: action, room ('' if a pause does not hold it up), '1' if repeating it is harmless, entry.
-- Returns 'go', 'tried' when it was begun before, 'paused', or 'gone' when somebody has settled it.
if #redis.call('XRANGE', KEYS[3], ARGV[4], ARGV[4]) == 0 then return 'gone' end
if ARGV[2] ~= '' and (redis.call('SISMEMBER', KEYS[2], ARGV[2]) == 1 or redis.call('SISMEMBER', KEYS[2], '*') == 1) then
  return 'paused'
end
if ARGV[3] == '1' then return 'go' end
if redis.call('HSETNX', KEYS[1], ARGV[1], 1) == 1 then return 'go' end
return 'tried'
