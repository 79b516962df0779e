"""Words packed by ourselves are what hiredis packs."""

from typing import Any

from hiredis import pack_command
from hypothesis import given
from hypothesis import strategies as st

from bot.store import Packed, Store, fixed, number, pack, scripts

packed_by_hiredis: Any = pack_command
BYTES = st.lists(st.binary(max_size=40))


@given(BYTES, st.lists(st.text(max_size=10) | st.integers() | st.binary(max_size=10), min_size=1))
def test_packed_words_are_the_wire_protocol(some: list[bytes], words: list[str | int | bytes]) -> None:
    """Bytes, texts of any script, numbers; whatever order they come in."""
    packed = Packed()
    packed.take(len(some), pack(*some))
    packed.add(*words)
    packed.take(3, fixed("HSET", "群") + number(len(words)))
    head = b"*%d\r\n" % packed.count
    assert head + b"".join(packed.parts) == packed_by_hiredis((*some, *words, "HSET", "群", len(words)))


@given(st.integers(min_value=-5, max_value=5_000))
def test_numbers_are_packed_from_a_table_or_without(value: int) -> None:
    """Both ways give the same."""
    assert b"*1\r\n" + number(value) == packed_by_hiredis((value,))


async def test_a_script_takes_packed_words(store: Store) -> None:
    """A server reads them as it reads others."""
    keys, line = store.shard(0), store.line("x")
    packed = Packed()
    packed.add(7, "workers", 0)
    packed.take(6, fixed("KEEP", "4", "3", "0", "早", "好"))
    await store.client.set(keys.epoch, 7)
    touched = (keys.epoch, keys.inbox, keys.paused, keys.attempts)
    assert await line.run(scripts.COMMIT, touched, packed) == []
    assert await store.client.hget(keys.attempts, "早") == "好".encode()
    await line.close()
