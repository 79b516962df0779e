"""What the parts of a process know of each other over restarts."""

import asyncio
from pathlib import Path

from bot.app.board import Board
from bot.app.parts import Herald
from bot.app.run import Bot
from bot.app.settings import Settings
from bot.contract import GatewayStatus
from bot.gateways.replay import ReplayGateway
from bot.store import Store
from tests.engine.waiting import until


class LoggedIn(ReplayGateway):
    """A gateway whose account is a member of its rooms."""

    def status(self) -> GatewayStatus:
        """Return that it is ready, as this member."""
        return super().status().model_copy(update={"member": "wxid_bot"})


async def test_our_own_accounts_are_known_before_they_log_in(store: Store, tmp_path: Path) -> None:
    """Events that wait at a start may be about them, and no rule may touch them."""
    herald = asyncio.create_task(Herald(store, [LoggedIn(platform="test", account="bot")]).run())
    await until(Board(store).ours, "the account to be noted")
    herald.cancel()
    await asyncio.gather(herald, return_exceptions=True)
    assert await Board(store).gateways() == []
    settings = Settings(rules=tmp_path, wechaty_endpoint="127.0.0.1:1", data=tmp_path)
    bot = Bot(settings, store, lambda status: None)
    await bot.recall()
    assert bot.office.accounts == {"wxid_bot"}
    assert not bot.clock.movable, "the playground would move the time of a real platform"
    await bot.close()
