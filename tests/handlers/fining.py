"""A rule that fines, for the tests of what follows from it."""

from bot.contract import Do
from bot.testing import Chat, Person

HEAD = """\
version: 1
staff: {moderator: [mod]}
rules:
  no-ads:
    handler: match
    match: {text: 返利}
"""
THEN = '{fine: {within: 10m, amount: 8.88 元, text: "@{{ member.name }} 发红包"}}'
FINE = HEAD + f"    then: {{hit: {THEN}}}\n"
HARSH = HEAD + (
    f'    then: {{hit: {THEN}, unpaid: [{{say: "{{{{ amount }}}} 没到"}}, remove],'
    ' remind: {say: "{{ member.name }} {{ minutes }} {{ amount }}"}, paid: {points: 2}}\n'
)
ASKED = "@Alice 发红包"


def removed(room: Chat) -> list[str]:
    """Who was removed."""
    return [a.member.id for a in room.performed if a.do is Do.remove and a.member]


async def paused_at_the_deadline(room: Chat, mod: Person) -> None:
    """Pause until after the deadline: nothing may be said, nobody removed, a person is asked; then go on."""
    await mod.says("/暂停")
    before = list(room.said)
    await room.clock.advance(minutes=11)
    assert (room.said, removed(room)) == (before, [])
    assert "移出" in room.tasks[-1].text
    await mod.says("/恢复")
    await room.clock.advance(minutes=11)
    assert removed(room) == []
