-- Read many hashes in one go.  KEYS: hashes.  Returns each as a flat list.
local answer = {}
for i, key in ipairs(KEYS) do answer[i] = redis.call('HGETALL', key) end
return answer
