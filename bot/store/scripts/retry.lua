-- Put a dead letter back where it came from, at the end, once.  KEYS: dead, stream.  ARGV: entry, field.
-- Returns 1, or 0 when somebody else has retried or dropped it.
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not found then return 0 end
for i = 1, #found[2], 2 do
  if found[2][i] == ARGV[2] then redis.call('XADD', KEYS[2], '*', ARGV[2], found[2][i + 1]) end
end
return redis.call('XDEL', KEYS[1], ARGV[1])
