-- Carry out commands if, and only if, the shard's epoch is still the one held: the fence of a commit.
-- KEYS: epoch, others.  ARGV: epoch held; then for each command: name, index of its key, number of arguments, arguments.
-- Returns 1, or 0 when another worker has taken the shard over and nothing was done.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local i = 2
while i <= #ARGV do
  local last = i + 2 + tonumber(ARGV[i + 2])
  redis.call(ARGV[i], KEYS[tonumber(ARGV[i + 1])], unpack(ARGV, i + 3, last))
  i = last + 1
end
return 1
