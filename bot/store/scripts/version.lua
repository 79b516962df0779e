-- Keep a state of the rulebook as the next version, unless it is the last one's.
-- KEYS: versions, texts.  ARGV: digest of the whole, record JSON (with `files`: name → digest of its text), most
-- versions, the version it must follow or ''; then for each text: its digest, the text.
-- Returns the number in force, with 1 if it is new; below zero: the last one, which is not what it had to follow.
local last = tonumber(redis.call('HGET', KEYS[1], 'last') or '0')
if ARGV[4] ~= '' and tonumber(ARGV[4]) ~= last then return {-last, 0} end
if redis.call('HGET', KEYS[1], 'digest') == ARGV[1] then return {last, 0} end
last = last + 1
redis.call('HSET', KEYS[1], last, ARGV[2], 'last', last, 'digest', ARGV[1])
for i = 5, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
local dropped = redis.call('HGET', KEYS[1], last - tonumber(ARGV[3]))
if dropped then
  redis.call('HDEL', KEYS[1], last - tonumber(ARGV[3]))
  local used = {}
  for n = last - tonumber(ARGV[3]) + 1, last do
    local kept = redis.call('HGET', KEYS[1], n)
    if kept then for _, digest in pairs(cjson.decode(kept).files) do used[digest] = true end end
  end
  for _, digest in pairs(cjson.decode(dropped).files) do
    if not used[digest] then redis.call('HDEL', KEYS[2], digest) end
  end
end
return {last, 1}
