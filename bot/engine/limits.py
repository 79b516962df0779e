"""The engine's limits that an installation may set; apart, for commands that need not the engine itself."""

from datetime import timedelta

LATE = timedelta(minutes=10)
"""Events older than this change documents and say nothing."""
MOST = 10_000
"""Events waiting in one shard before reading stops."""
