-- Take an action out of its stream, once, and append what became of it to the inbox, if anybody waits to hear.
-- KEYS: stream, tried, inbox, tasks.  ARGV: group, entry, action, event JSON or '', task JSON or ''.
-- Returns 1, or 0 when it had been settled before.
if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[3])
if ARGV[4] ~= '' then redis.call('XADD', KEYS[3], '*', 'e', ARGV[4]) end
if ARGV[5] ~= '' then redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'a', ARGV[5]) end
return 1
