"""The whole bot behind the official Wechaty gateway: from a message on the wire to a removal on the wire."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.gateway.process import free_port
from tests.gateway.puppet import ROOM, Puppet
from tests.pictures.making import qr, saved
from tests.story.installation import installation

RULES = """
version: 1
timezone: Asia/Shanghai
rooms: {name: ["妈妈好物*"]}
rules:
  no-ads:
    handler: ads
    words: [返利, 刷单]
    deny: {domains: [evil.example.org]}
    limits: {review: 0.3, act: 0.6}
    handling: neutral
    follow_up: {after: 1s}
  check-in: {handler: check_in}
  welcome: {handler: welcome, gather: 1s, say: "欢迎 {{ names }}"}
"""


@pytest.fixture
async def puppet() -> AsyncIterator[Puppet]:
    """The official gateway with a room behind it."""
    puppet = Puppet()
    await puppet.start()
    await puppet.stage()
    yield puppet
    await puppet.stop()


def settings(puppet: Puppet, folder: Path) -> dict[str, str]:
    """Return the environment that leads a bot to this gateway, with rules that name its room."""
    rules = folder / "rules"
    rules.mkdir()
    (rules / "main.yaml").write_text(RULES, "utf-8")
    return {
        "WECHATY_PUPPET_SERVICE_ENDPOINT": puppet.endpoint,
        "WECHATY_PUPPET_SERVICE_TOKEN": puppet.token,
        "QUNGUAN_RULES": str(rules),
        "QUNGUAN_PACING": "off",
        "QUNGUAN_OCR": "false",  # two seconds of a core that this story needs
    }


def did(puppet: Puppet, what: str, member: str) -> bool:
    """Whether the bot did something with a member."""
    return any((done["performed"], done.get("member")) == (what, member) for done in puppet.performed)


async def shown(puppet: Puppet, code: str) -> None:
    """Have Bob post a picture until he is removed: on a slow machine one may not be read in time."""
    for _ in range(20):
        await puppet.post(ROOM, "bob", "<msg/>", kind="Image", card=code)
        with suppress(TimeoutError):
            await puppet.wait_for(lambda world: did(world, "remove", "bob"), within=10)
            return
    raise TimeoutError("the picture was never read")


async def test_a_group_behind_the_official_gateway_is_moderated(puppet: Puppet, tmp_path: Path) -> None:
    """A check-in is answered, a newcomer greeted, adverts removed; on a promise they may come back."""
    await puppet.room("family@chatroom", "一家人", ["bot", "alice", "bob"], owner="alice")
    async with installation(tmp_path, free_port(), **settings(puppet, tmp_path)) as bot:
        await bot.ready()
        await puppet.post(ROOM, "bob", "签到")
        await puppet.wait_for(lambda world: "✅ Bob 第 1 天,+5 分" in world.said)
        await puppet.join(ROOM, "carol", by="alice")
        await puppet.wait_for(lambda world: "欢迎 Carol" in world.said)
        await puppet.post("family@chatroom", "bob", "签到")
        await puppet.post("family@chatroom", "alice", "/help")
        await puppet.post(ROOM, "carol", "加薇❤️领返利 vx12345")
        await puppet.wait_for(lambda world: did(world, "remove", "carol"))
        await puppet.wait_for(lambda world: any(done["to"] == "carol" for done in world.performed))
        await puppet.whisper("dave", "我保证不再发")
        await puppet.whisper("carol", "我保证不再发")
        await puppet.wait_for(lambda world: did(world, "invite", "carol"))
        code = b64encode(saved(qr("https://evil.example.org/join"))).decode()
        await shown(puppet, code)
        assert {done["to"] for done in puppet.performed} - {"bob"} == {ROOM, "carol"}
        parts = (await bot.status())["parts"]
        assert parts["gateway:wechat/wechat"]["state"] == "ready"


async def test_nothing_is_lost_or_doubled_when_the_gateway_dies(puppet: Puppet, tmp_path: Path) -> None:
    """The gateway is killed and comes back; what it tells again acts once, what is new is heard."""
    async with installation(tmp_path, free_port(), **settings(puppet, tmp_path)) as bot:
        await bot.ready()
        first = await puppet.post(ROOM, "bob", "签到")
        await puppet.wait_for(lambda world: len(world.said) == 1)
        await puppet.kill()
        await bot.ready(yes=False)
        await puppet.start()
        await bot.ready()
        await puppet.post(ROOM, "bob", "签到", id=first)
        await puppet.post(ROOM, "alice", "签到")
        await puppet.wait_for(lambda world: "✅ Alice 第 1 天,+5 分" in world.said)
        assert puppet.said == ["✅ Bob 第 1 天,+5 分", "✅ Alice 第 1 天,+5 分"]
