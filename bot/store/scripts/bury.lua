-- Take what nobody can read out of a stream of actions, once, and keep it for a person.
-- KEYS: stream, dead.  ARGV: group, entry, what stood there, why.
if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[2], '*', 'a', ARGV[3], 'why', ARGV[4], 'of', ARGV[2], 'from', KEYS[1])
return 1
