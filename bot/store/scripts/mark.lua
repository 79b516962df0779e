-- Say that an action is about to be performed.
-- KEYS: tried, paused, stream.
-- ARGV: action, '1' if repeating it is harmless, entry, then what would pause it: nothing, or room, its name, '*'.
-- Returns 'go', 'tried' when it was begun before, 'paused', or 'gone' when somebody has settled it.
if #redis.call('XRANGE', KEYS[3], ARGV[3], ARGV[3]) == 0 then return 'gone' end
for i = 4, #ARGV do
  if redis.call('SISMEMBER', KEYS[2], ARGV[i]) == 1 then return 'paused' end
end
if ARGV[2] == '1' then return 'go' end
if redis.call('HSETNX', KEYS[1], ARGV[1], 1) == 1 then return 'go' end
return 'tried'
