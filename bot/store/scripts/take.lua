-- Take, or renew, a lease.  KEYS: lease, epoch.  ARGV: who, how long (ms).
-- Returns the epoch held, or 0 when it is another's. Only a take-over moves the epoch.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if holder then return tonumber(redis.call('GET', KEYS[2]) or 0) end
return redis.call('INCR', KEYS[2])
