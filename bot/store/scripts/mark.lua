-- Say that an action is about to be performed.
-- KEYS: tried, paused.  ARGV: action, room, '1' if performing it twice is harmless.
-- Returns 'go', 'tried' when it was begun before, or 'paused'.
if redis.call('SISMEMBER', KEYS[2], ARGV[2]) == 1 or redis.call('SISMEMBER', KEYS[2], '*') == 1 then return 'paused' end
if ARGV[3] == '1' then return 'go' end
if redis.call('HSETNX', KEYS[1], ARGV[1], 1) == 1 then return 'go' end
return 'tried'
