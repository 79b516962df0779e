"""What many rooms answer to one command, told in the management room as one answer."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

from bot.commands.answers import Answers
from bot.commands.texts import Both
from bot.contract import Document, Outcome, Told, Turn, Verdict, harmless

V = TypeVar("V")
FEW = 5
"""Up to so many rooms answer each for itself."""
PATIENCE = timedelta(seconds=30)
"""How long the answers of many rooms are waited for (event time)."""
TIMER = "gathering/"
_NAMED = 5
_LONGEST = 200
_SUM = Both("{answered} / {asked} 个群有回音：", "{answered} of {asked} rooms have answered:")
_SAME = Both("【{count} 个群：{rooms}】{text}", "【{count} rooms: {rooms}】{text}")


class Gathered(Document, of="room", keep="1h"):
    """What rooms have answered so far.

    Attributes:
        asked: the command's event → how many rooms were asked.
        answers: the command's event → room → its name and, from the second line on, its answer.
    """

    asked: Mapping[str, int] = {}
    answers: Mapping[str, Mapping[str, str]] = {}


async def begin(turn: Turn, command: str, asked: int) -> None:
    """Wait for the answers of many rooms to one command."""
    kept = await turn.load(Gathered)
    turn.save(kept.model_copy(update={"asked": {**kept.asked, command: asked}}))
    turn.timer(f"{TIMER}{command}", turn.now + PATIENCE, {"command": command}, late="run")


async def hear(event: Told, turn: Turn, answers: Answers) -> Verdict:
    """Take the answer of one room: told at once, or with the others when all have answered."""
    name, text = str(event.body["name"]), str(event.body["answer"])
    command = str(event.body.get("to", ""))
    kept = await turn.load(Gathered)
    if command not in kept.asked:
        return answers.tell(f"【{harmless(name)}】{text}")
    heard = {**kept.answers.get(command, {}), event.sender: f"{name}\n{text}"}
    turn.save(kept.model_copy(update={"answers": {**kept.answers, command: heard}}))
    return await told(command, turn, answers) if len(heard) >= kept.asked[command] else None


async def told(command: str, turn: Turn, answers: Answers) -> Outcome | None:
    """Tell what rooms have answered to a command, the same answers together, and wait for no more."""
    kept = await turn.load(Gathered)
    if command not in kept.asked:
        return None
    turn.cancel(f"{TIMER}{command}")
    heard = kept.answers.get(command, {})
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for one in heard.values():
        name, _, text = one.partition("\n")
        groups[text].append(name)
    lines = [_SUM.say(answers.language, answered=len(heard), asked=kept.asked[command])]
    lines += [_line(text, names, answers) for text, names in sorted(groups.items(), key=lambda g: -len(g[1]))]
    turn.save(Gathered(asked=_without(kept.asked, command), answers=_without(kept.answers, command)))
    return answers.tell("\n".join(lines))


def _line(text: str, names: list[str], answers: Answers) -> str:
    rooms = "、".join(harmless(name) for name in sorted(names)[:_NAMED])
    more = " …" if len(names) > _NAMED else ""
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return _SAME.say(answers.language, count=len(names), rooms=f"{rooms}{more}", text=shown)


def _without(kept: Mapping[str, V], command: str) -> dict[str, V]:
    return {key: value for key, value in kept.items() if key != command}
