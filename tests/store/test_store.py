"""The store: what it refuses to open, whose keys are whose, and what a line knows of each call."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.contract import StoreError
from bot.store import EmbeddedServer, Keys, Line, Store, bucket, scripts, shard_of
from bot.testing.chat import START
from tests.engine.waiting import until


async def test_the_number_of_shards_is_fixed(store: Store, server: EmbeddedServer) -> None:
    """It was said when the installation was made; another number is refused, none takes what there is."""
    again = await Store.open(server.url)
    assert again.shards == store.shards == 1
    await again.close()
    with pytest.raises(StoreError, match="QUNGUAN_SHARDS=1"):
        await Store.open(server.url, shards=2)


async def test_namespaces_share_a_server(store: Store, server: EmbeddedServer) -> None:
    """Two installations on one server know nothing of each other."""
    other = await Store.open(server.url, namespace="other", shards=5)
    assert (other.shards, store.shards) == (5, 1)
    assert other.shard(0).inbox != store.shard(0).inbox
    await other.client.delete(other.keys.fleet("installation"))
    await other.close()


@pytest.mark.parametrize(
    ("name", "version", "good"),
    [
        ("redis", "6.0.20", False), ("redis", "6.2.0", True), ("redis", "8.0.1", True),
        ("valkey", "7.2.5", True), ("valkey", "7.0.0", False),
    ],
)  # fmt: skip
async def test_an_old_server_is_refused(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, name: str, version: str, good: bool
) -> None:
    """Redis before 6.2 and Valkey before 7.2 lack what the scripts need."""

    async def info(self: object, section: str) -> dict[str, str]:
        return {f"{name}_version": version} | ({"redis_version": "7.2.4"} if name == "valkey" else {})

    monkeypatch.setattr(Redis, "info", info)
    if good:
        await (await Store.open(server.url)).close()
    else:
        with pytest.raises(StoreError, match="or newer is needed"):
            await Store.open(server.url)


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:1/0", "redis://user:secret@127.0.0.1:1/0", "unix:///nowhere.sock"]
)
async def test_a_server_that_is_not_there(url: str) -> None:
    """The error says where, without the password, and what to do."""
    with pytest.raises(StoreError, match="REDIS_URL") as caught:
        await Store.open(url)
    assert "secret" not in str(caught.value)


async def test_a_look_founds_no_installation(server: EmbeddedServer) -> None:
    """Who only looks at a bot that is just starting fixes no number of shards in its place."""
    with pytest.raises(StoreError, match="qunguan run"):
        await Store.open(server.url, namespace="early", founding=False)
    store = await Store.open(server.url, namespace="early", shards=2)
    look = await Store.open(server.url, namespace="early", founding=False)
    assert (store.shards, look.shards) == (2, 2)
    await look.close()
    await store.close()


async def test_a_script_the_server_has_forgotten(store: Store) -> None:
    """After SCRIPT FLUSH, or on a server that was replaced, the text goes along once more."""
    line = store.line("x")
    keys = (store.shard(0).lease, store.shard(0).epoch)
    assert await line.run(scripts.TAKE, keys, ("me", 60_000)) == 1
    await store.client.script_flush()
    assert await line.run(scripts.TAKE, keys, ("me", 60_000)) == 1
    await line.close()


async def test_a_line_that_breaks_comes_back(store: Store) -> None:
    """The call that was under way fails, for nobody knows what became of it; the next one is answered."""
    line = store.line("x")
    me = await line.call("CLIENT", "ID")
    waiting = asyncio.create_task(line.call("BLPOP", store.shard(0).inbox, 30))
    await until(lambda: blocked(store), "a blocked client")
    await store.client.client_kill_filter(_id=str(me))
    with pytest.raises(StoreError):
        await waiting
    assert await line.call("PING") == b"PONG"
    await line.close()


async def blocked(store: Store) -> bool:
    """Return whether a client waits for something."""
    return bool((await store.client.info("clients"))["blocked_clients"])


async def test_a_call_that_was_cancelled_confuses_nobody(store: Store) -> None:
    """Its answer, which comes late, is not taken for the next one's."""
    line = store.line("x")
    await line.call("PING")
    for _ in range(20):
        asking = asyncio.create_task(line.call("ECHO", "late"))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await line.call("ECHO", "mine") == b"mine"
    await line.close()


async def test_an_error_of_the_server_is_told(store: Store) -> None:
    """A wrong command is an error, and the line works on."""
    line = store.line("x")
    with pytest.raises(StoreError, match="unknown command"):
        await line.call("NONSENSE")
    assert await line.call("PING") == b"PONG"
    await line.close()


def test_every_key_has_an_owner() -> None:
    """The pattern of known keys knows ours, and no others."""
    keys = Keys("ns")
    shard = keys.shard(3)
    ours = [
        shard.inbox, shard.tasks, shard.document("room:p/a|b", "c|d", True),
        shard.rank("room:p/r", "Standing"),
        shard.history(bucket(START)), keys.fleet("sender", "p/a"), keys.fleet("installation"),
    ]  # fmt: skip
    assert all(keys.known.fullmatch(key) for key in ours)
    others = ["x", "{ns:3}:nobody", "{other:3}:inbox", "{ns}:nobody", "{ns:3}:history:x", "{ns:3}:out:a:b"]
    assert not any(keys.known.fullmatch(key) for key in others)
    with pytest.raises(AttributeError):
        _ = shard.nobody
    with pytest.raises(KeyError):
        keys.fleet("nobody")


def test_documents_of_different_actors_never_share_a_key() -> None:
    """Whatever stands in the ids."""
    shard = Keys("ns").shard(0)
    places = [
        ("a", None),
        ("a|b", None),
        ("a", "b"),
        ("a%7Cb", None),
        ("a|b", "c"),
        ("a", "b|c"),
        ("a|", "b"),
        ("a", "|b"),
    ]
    assert len({shard.document(actor, member, False) for actor, member in places}) == len(places)


def test_a_room_is_one_actor_in_one_shard() -> None:
    """The shard is of the platform and the room; rooms spread evenly enough over the shards."""
    counts = [0] * 8
    for number in range(8000):
        counts[shard_of(f"room:wechat/{number}@chatroom", 8)] += 1
    assert min(counts) > 800
    assert shard_of("room:wechat/x", 8) == shard_of("member:wechat/x", 8)


async def test_a_commit_is_fenced(store: Store) -> None:
    """Of a former holder's commit nothing is done at all."""
    keys, line = store.shard(0), store.line("x")

    async def run(epoch: int) -> Any:
        words = (epoch, "workers", 0, "SET", 4, 1, "a", "SADD", 3, 2, "b", "c", "KEEP", 5, 3, 0, "d", "e")
        touched = (keys.epoch, keys.inbox, keys.paused, keys.lease, keys.attempts)
        return await line.run(scripts.COMMIT, touched, words)

    await store.client.set(keys.epoch, 7)
    assert await run(6) == -1
    assert await store.client.exists(keys.lease, keys.paused, keys.attempts) == 0
    assert await run(7) == []
    assert await store.client.exists(keys.lease, keys.paused, keys.attempts) == 3
    await line.close()


async def test_a_lease_moves_its_epoch_only_when_taken_over(store: Store) -> None:
    """Renewing leaves it; somebody else gets nothing while it lasts, and the next number afterwards."""
    keys, line = store.shard(0), store.line("x")

    async def take(who: str, milliseconds: int = 60_000) -> Any:
        return await line.run(scripts.TAKE, (keys.lease, keys.epoch), (who, milliseconds))

    assert [await take("a"), await take("b"), await take("a")] == [1, 0, 1]
    assert await line.run(scripts.RELEASE, (keys.lease,), ("b",)) == 0
    assert await line.run(scripts.RELEASE, (keys.lease,), ("a",)) == 1
    assert [await take("b", 1), await line.call("GET", keys.epoch)] == [2, b"2"]
    await until(lambda: freed(store), "the lease to run out")
    assert await take("a") == 3
    await line.close()


async def freed(store: Store) -> bool:
    """Return whether nobody holds the shard."""
    return not await store.client.exists(store.shard(0).lease)


def test_lines_are_made_by_the_store() -> None:
    """A line connects when it is first used, not before."""

    def never() -> Any:
        raise AssertionError("nobody asked")

    Line(never)
