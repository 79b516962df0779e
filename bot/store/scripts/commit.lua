-- Carry out commands if, and only if, the shard's epoch is still the one held: the fence of a commit.
-- KEYS: epoch, others.  ARGV: epoch held; then for each command: name, index of its key, number of arguments, arguments.
-- Returns 1, or 0 when another worker has taken the shard over and nothing was done.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local i = 2
while i <= #ARGV do
  local last = i + 2 + tonumber(ARGV[i + 2])
  local key = KEYS[tonumber(ARGV[i + 1])]
  -- Several documents share a hash: the one that is kept longest says how long it lives.
  if ARGV[i] ~= 'PEXPIRE' or redis.call('PTTL', key) < tonumber(ARGV[i + 3]) then
    redis.call(ARGV[i], key, unpack(ARGV, i + 3, last))
  end
  i = last + 1
end
return 1
