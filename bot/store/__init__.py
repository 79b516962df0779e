"""Redis: where events, state and what is to be sent live. Sole home of its client and of key names."""

from bot.store import line as scripts
from bot.store.keys import Keys, ShardKeys, bucket, shard_of
from bot.store.line import Line, Script
from bot.store.packed import Packed, Word, fixed, number, pack
from bot.store.server import EmbeddedServer
from bot.store.store import Store

__all__ = [
    "EmbeddedServer",
    "Keys",
    "Line",
    "Packed",
    "Script",
    "ShardKeys",
    "Store",
    "Word",
    "bucket",
    "fixed",
    "number",
    "pack",
    "scripts",
    "shard_of",
]
