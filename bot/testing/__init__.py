"""For tests of handlers and rules: a room to talk in, on a real server, with the clock in the test's hands.

Put `pytest_plugins = ["bot.testing.plugin"]` into the top `conftest.py`, then:

    @pytest.mark.rules('''
    version: 1
    rules:
      check-in: {handler: check_in}
    ''')
    async def test_checking_in(room):
        alice = await room.joins("Alice")
        assert await alice.says("签到") == ["✅ Alice 第 1 天,+5 分"]
"""

from bot.testing.chat import Chat, Person

__all__ = ["Chat", "Person"]
