-- Read many hashes and the rooms that are paused in one go.
-- KEYS: paused, hashes.  Returns the paused rooms, then each hash as a flat list.
local answer = {redis.call('SMEMBERS', KEYS[1])}
for i = 2, #KEYS do answer[i] = redis.call('HGETALL', KEYS[i]) end
return answer
