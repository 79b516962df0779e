"""The engine: inbox, shards and leases, turns, commits, timers, outbox and sender."""
