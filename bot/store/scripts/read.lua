-- Read entries of the inbox and the rooms that are paused, if the shard's epoch is still the one held: else a
-- former holder could take events from its successor.
-- KEYS: epoch, inbox, paused.  ARGV: epoch held, group, most entries, '>' for new ones or '0' for those not committed.
-- Returns the entries and the paused rooms, nothing when there are no entries, or -1 when another worker has taken
-- the shard over.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
local answer = redis.call('XREADGROUP', 'GROUP', ARGV[2], ARGV[2], 'COUNT', ARGV[3], 'STREAMS', KEYS[2], ARGV[4])
if not answer or #answer[1][2] == 0 then return {} end
return {answer[1][2], redis.call('SMEMBERS', KEYS[3])}
