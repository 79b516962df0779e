"""The librarian: performs edits of the rulebook, one by one, as a gateway performs what is said."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.app import library
from bot.app.keeper import Keeper, Written
from bot.app.library import Door, Version
from bot.commands.edits import Request
from bot.commands.rules import place
from bot.commands.texts import Both
from bot.contract import (
    ELSEWHERE,
    Action,
    Clock,
    Do,
    GatewayError,
    GatewayStatus,
    Hear,
    Receipt,
    RulebookError,
    State,
    harmless,
)
from bot.rulebook import Change, EditRefused, Language, Loaded, describe, errors
from bot.rulebook.files import SUFFIXES

SHOWN = 8
"""Lines of a list that fit a telephone's screen."""
MOST_ROWS, LONGEST = 30, 60
"""Settings of a rule that are shown, and characters of a value."""
NOT_IN_FILES = Both("规则文件里没有它的设置。", "The rule files say nothing of it.")
CHANGED = Both(
    "好了：\n{changes}\n{file} · 版本 {number}，一秒内生效。撤回发 /规则 回滚 {before}",
    "Done:\n{changes}\n{file} · version {number}, in force within a second. Undo: /rules rollback {before}",
)
SAME = Both("本来就是这样，没有改动。", "It is like that already; nothing was changed.")
BY_HAND = Both(
    "没有改：{file} 在这期间被人改过，等它生效了再试一次。\n{difference}",
    "Nothing was changed: {file} was changed in between. Try again when that is in force.\n{difference}",
)
REFUSED = Both("没有改：{reason}", "Nothing was changed: {reason}")
NO_MODE = Both(
    "没有改：{file} 整个文件写着 mode: {mode}，先改那里。",
    "Nothing was changed: the whole file {file} says mode: {mode}; change that first.",
)
LINE = Both("版本 {number} · {at} · {door} · {who}{why}", "version {number} · {at} · {door} · {who}{why}")
DOORS: dict[Door, Both] = {
    "file": Both("改文件", "file"),
    "command": Both("群里指令", "command"),
    "cli": Both("命令行", "command line"),
    "rollback": Both("回滚", "rollback"),
}
GONE = Both("（删除）", " (deleted)")
NO_CHANGE = Both("规则没有差别。", "The rules are the same.")
RELOADED = Both("读过了，版本 {number} 在用。", "Read. Version {number} is in force.")
BROKEN = Both(
    "文件有错，原来的规则继续用：\n{problems}",
    "The files are wrong, the rules stay as they were:\n{problems}",
)
Take = Callable[[Loaded], Awaitable[None]]
Attempt = Callable[[Mapping[str, str], str, float, Language], Awaitable[str]]
"""Tries a rule of some files (or what they change) on the last so many days, and tells what came of it."""


class Librarian:
    """A gateway to the rulebook: `bot.contract.Gateway` on the platform `console`.

    Args:
        clock: says when a version came to be.
        keeper: makes the changes.
        take: puts a rulebook that was read in force, in this process.
        attempt: tries a rule.
    """

    platform, _, account = ELSEWHERE[Do.edit].partition("/")
    real = False
    can = frozenset({Do.edit})

    def __init__(self, clock: Clock, keeper: Keeper, take: Take, attempt: Attempt) -> None:
        self._clock = clock
        self._keeper = keeper
        self._take = take
        self._attempt = attempt

    def status(self) -> GatewayStatus:
        """Return that it is ready: files are always there, or the edit says why not."""
        return GatewayStatus(
            platform=self.platform, account=self.account, state=State.ready, since=self._clock.now()
        )

    async def listen(self, hear: Hear) -> None:
        """Return at once: nothing happens here by itself."""

    async def refuses(self, action: Action) -> str | None:
        """Refuse nothing beforehand; what cannot be done is told with its reason."""
        return None

    async def close(self) -> None:
        """Nothing is held."""

    async def perform(self, action: Action) -> Receipt:
        """Do what is asked; the receipt's `message` tells it in words.

        Raises:
            GatewayError: refused, in words for the room.
        """
        request = Request.model_validate_json(action.text)
        try:
            done = await self._keeper.finished(action.id)
            text = told(done, request.language) if done else await self._answer(request, action)
            return Receipt(message=text)
        except RulebookError as error:
            raise GatewayError(refusal(error, request.language)) from error

    async def _answer(self, request: Request, action: Action) -> str:
        match request.do:
            case "log" | "diff" | "show":
                return await self._looked_up(request, action)
            case "rollback":
                by = self._by(request, action, "rollback")
                return told(await self._keeper.roll_back(request.number, by), request.language)
            case "reload":
                return await self._reload(request.language)
            case "try":
                return await self._try(request, action)
            case _:
                return await self._edit(request, action)

    async def _try(self, request: Request, action: Action) -> str:
        """Try a rule as it is, a rule with another setting, or a file as it stands on disk."""
        rule, texts = request.rule, await self._keeper.library.texts(await self._keeper.last())
        if rule.endswith(SUFFIXES):
            rule, texts = "", {**texts, rule: self._keeper.on_disk(rule)}
        elif request.key:
            wanted = request.model_copy(update={"do": "set"})
            texts = dict((await self._keeper.propose(wanted, action.platform, action.room)).new)
        return await self._attempt(texts, rule, request.days, request.language)

    async def _looked_up(self, request: Request, action: Action) -> str:
        if request.do == "diff":
            return lines(await self._keeper.difference(request.number), request.language)
        if request.do == "show":
            return await self._settings(request, action)
        versions = await self._keeper.library.versions(SHOWN)
        zone = ZoneInfo(request.zone)
        return "\n".join(described(version, request.language, zone) for version in versions)

    async def _settings(self, request: Request, action: Action) -> str:
        """Return the settings of a rule in the room that asks, each with its origin."""
        texts = await self._keeper.library.texts(await self._keeper.last())
        loaded = await self._keeper.loaded(texts)
        rows = [
            f"{row.key}: {harmless(row.value, LONGEST)} [{place(row.origin)}]"
            for row in describe(loaded, action.platform, action.room)
            if row.rule == request.rule
        ]
        return "\n".join(rows[:MOST_ROWS]) or NOT_IN_FILES.say(request.language)

    def _by(self, request: Request, action: Action, door: Door) -> library.Change:
        return library.Change(
            at=self._clock.now(), door=door, who=request.by.id, why=request.said, cause=action.id
        )

    async def _edit(self, request: Request, action: Action) -> str:
        proposal = await self._keeper.propose(request, action.platform, action.room)
        if request.do == "mode":
            drafts = (draft for draft in proposal.loaded.drafts if draft.file == proposal.file)
            mode = next(draft.rule.mode for draft in drafts if draft.rule.id == request.rule)
            if mode.value != request.value:
                return NO_MODE.say(request.language, file=proposal.file, mode=mode.value)
        written = await self._keeper.carry_out(proposal, self._by(request, action, "command"))
        return told(written, request.language)

    async def _reload(self, language: Language) -> str:
        loaded = await self._keeper.reloaded()
        wrong = errors(loaded.problems)
        if wrong:
            return BROKEN.say(language, problems="\n".join(item.render(language) for item in wrong[:3]))
        await self._take(loaded)
        return RELOADED.say(language, number=(await self._keeper.last()).number)


def refusal(error: RulebookError, language: Language) -> str:
    """Return, for the room, why nothing was changed."""
    if isinstance(error, EditRefused) and error.difference:
        file = str(error).partition(" ")[0]
        return BY_HAND.say(language, file=file, difference=error.difference)
    return REFUSED.say(language, reason=error)


def described(version: Version, language: Language = "zh", zone: tzinfo | None = None) -> str:
    """Return a version as one line, its time in `zone`, or in the machine's."""
    return LINE.say(
        language, number=version.number, at=f"{version.at.astimezone(zone):%Y-%m-%d %H:%M}",
        door=DOORS[version.door].say(language), who=harmless(version.who) or "-",
        why=f" · {harmless(version.why, 60)}" if version.why else "",
    )  # fmt: skip


def lines(changes: Sequence[Change], language: Language, most: int = SHOWN) -> str:
    """Return changes, one a line, the first of them if they are many."""
    rendered = [change.render(language) for change in changes]
    more = [f"… +{len(rendered) - most}"] if len(rendered) > most else []
    return "\n".join([*rendered[:most], *more]) or NO_CHANGE.say(language)


def files(written: Written, language: Language) -> list[str]:
    """Return the names of the files that a change concerns; those it takes away say so."""
    gone = GONE.say(language)
    return [f"{name}{gone if name in written.gone else ''}" for name in written.files]


def told(written: Written, language: Language) -> str:
    """Return what a change came to, and how to undo it."""
    if written.number == written.before:
        return SAME.say(language)
    return CHANGED.say(
        language, changes=lines(written.changes, language), file="、".join(files(written, language)),
        number=written.number, before=written.before,
    )  # fmt: skip
