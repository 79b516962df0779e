"""Trying a changed rulebook on the events of the last days: what it would have done, and what was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from heapq import nlargest

from pydantic import AwareDatetime

from bot.app.machine import Machine
from bot.app.replay import scratch_store
from bot.app.rules import UNREAL, with_commands
from bot.commands.texts import Both, Language
from bot.contract import (
    EVENT,
    AnyEvent,
    Decision,
    Evidence,
    Fact,
    Member,
    Mode,
    Room,
    RulebookError,
    RuleSaid,
    Standing,
    VirtualClock,
    harmless,
)
from bot.engine.history import History
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Loaded, Rulebook, diff
from bot.rulebook.names import nearest
from bot.store import Store

MOST = 100_000
"""Events that are tried, the newest ones."""
_FIRST_HAND = frozenset({"message", "join", "leave", "rename", "command"})
"""Types of events that came from outside; all others follow from them again."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = 10
_TOLD = Both(
    "{events} 件事里命中 {hits} 次，其中 {handled} 次当时已处理，{new} 次是新的{vips}",
    "{hits} hits in {events} events, {handled} already handled, {new} new{vips}",
)
_VIPS = Both("，其中 {count} 位是 VIP", ", {count} of them VIPs")
_ONE_VIP = Both("，其中 1 位是 VIP", ", 1 of them a VIP")
_LOST = Both("另有 {count} 次当时处理了，这样改就不处理：", "{count} were handled then and would not be now:")
Key = tuple[str, str]
"""Actor and event id."""


class Hit(Fact):
    """An event on which rules would act, or did."""

    event: str
    at: AwareDatetime
    room: Room
    member: Member | None = None
    rules: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    vip: bool = False


class Trial(Fact):
    """What trying came to.

    Attributes:
        events: how many were tried, from `since` on.
        rules: whose hits are counted: those that were changed.
        hits: on how many events they would act; on `handled` of them something was done then.
        new: the others.
        lost: on which they acted then and would not now.
    """

    since: AwareDatetime
    events: int
    rules: tuple[str, ...]
    hits: int
    handled: int
    new: tuple[Hit, ...] = ()
    lost: tuple[Hit, ...] = ()


async def attempt(
    store: Store, old: Loaded, new: Loaded, since: datetime, rules: Sequence[str] = ()
) -> Trial:
    """Run a rulebook over what the history has, on a store of its own; nothing is sent.

    Args:
        store: the installation's.
        old: the rulebook in force.
        new: the one to try.
        since: from when on.
        rules: whose hits are counted, as if they were live, whatever their files say; if none are named
            those that differ between the two, all if none do.

    Raises:
        RulebookError: the rulebook has no such rule.
    """
    counted = tuple(rules) or tuple(dict.fromkeys(change.rule for change in diff(old, new)))
    counted = counted or tuple(rule.id for rule in new.rulebook.rules)
    tried = switched_on(new.rulebook, rules)
    past = await recorded(store, since)
    standings = await _standings(store, past.values())
    said = await _rerun(past, standings, tried)
    would = {key: hit for key in past if (hit := _acted(said.get(key, ()), counted))}
    found = {key: _hit(past[key], hit, standings) for key, hit in would.items()}
    did = {key: hit for key in past if (hit := _acted(past[key].said, counted)) and key not in would}
    fresh = [hit for key, hit in found.items() if not _acted(past[key].said)]
    return Trial(
        since=since, events=len(past), rules=counted, hits=len(found), handled=len(found) - len(fresh),
        new=tuple(fresh), lost=tuple(_hit(past[key], hit, standings) for key, hit in did.items()),
    )  # fmt: skip


async def recorded(store: Store, since: datetime) -> dict[Key, Decision]:
    """Return what came from outside since then, with what was said about it, in the order it happened."""
    found = [
        (str(past.event["at"]), _key(past), past)
        async for past in History(store).since(since)
        if past.event["type"] in _FIRST_HAND and datetime.fromisoformat(past.event["at"]) >= since
    ]
    newest = nlargest(MOST, found, key=lambda item: (datetime.fromisoformat(item[0]), item[1]))
    return {key: past for _, key, past in reversed(newest)}


def _key(past: Decision) -> Key:
    return f"{past.event.get('platform')}/{past.event['room']['id']}", str(past.event["id"])


async def _standings(store: Store, past: Iterable[Decision]) -> dict[Key, Standing]:
    """Return how members stand today: room and member → points and tags, which rules may spare."""
    known: dict[Key, Standing] = {}
    for decision in past:
        member = decision.event.get("member")
        room = _key(decision)[0]
        if member is None or (room, member["id"]) in known:
            continue
        actor = f"room:{room}"
        key = store.shard(store.shard_of(actor)).document(actor, member["id"], False)
        raw = await store.client.hget(key, f"/{Standing.__name__}")
        own = Standing() if raw is None else Standing.model_validate_json(raw)
        known[room, member["id"]] = own.model_copy(update={"strikes": ()})
    return known


async def _rerun(
    past: Mapping[Key, Decision], standings: Mapping[Key, Standing], rulebook: Rulebook
) -> dict[Key, list[RuleSaid]]:
    said: dict[Key, list[RuleSaid]] = {}

    def decided(taken: Taken) -> None:
        if taken.event.room is not None:
            key = f"{taken.event.platform}/{taken.event.room.id}", taken.event.id
            said.setdefault(key, []).extend(taken.said)

    async with scratch_store() as scratch:
        for (room, member), standing in standings.items():
            key = scratch.shard(0).document(f"room:{room}", member, False)
            await scratch.client.hset(key, f"/{Standing.__name__}", standing.model_dump_json())
        clock = VirtualClock(_EPOCH)
        machine = Machine(scratch, clock, ReplayGateway(), with_commands(rulebook), decided)
        machine.office.real = lambda platform: platform not in UNREAL
        machine.office.keep_history = False
        await machine.start()
        try:
            for decision in past.values():
                await machine.feed(_event(decision))
        finally:
            await machine.close()
    return said


def _event(decision: Decision) -> AnyEvent:
    return EVENT.validate_python(decision.event)


def _acted(said: Iterable[RuleSaid], rules: Sequence[str] = ()) -> list[RuleSaid]:
    """Return what was really done: by these rules, or by any but the commands."""
    return [
        item for item in said
        if item.did and not item.withheld and (item.rule in rules if rules else item.rule != "commands")
    ]  # fmt: skip


def _hit(past: Decision, said: Sequence[RuleSaid], standings: Mapping[Key, Standing]) -> Hit:
    event = _event(past)
    room = event.room or Room(id="")
    own = standings.get((_key(past)[0], event.member.id)) if event.member else None
    return Hit(
        event=event.id, at=event.at, room=room, member=event.member,
        rules=tuple(dict.fromkeys(item.rule for item in said)),
        evidence=tuple(evidence for item in said for evidence in item.evidence),
        vip=own is not None and any("vip" in tag.casefold() for tag in own.tags),
    )  # fmt: skip


def told(trial: Trial, language: Language = "zh", most: int = _SHOWN) -> str:
    """Return what trying came to, in words: the sum, then the first new hits and lost ones."""
    vips = len({hit.member.id for hit in trial.new if hit.vip and hit.member is not None})
    also = _ONE_VIP if vips == 1 else _VIPS
    head = _TOLD.say(
        language, events=trial.events, hits=trial.hits, handled=trial.handled, new=len(trial.new),
        vips=also.say(language, count=vips) if vips else "",
    )  # fmt: skip
    lines = [head + ("：" if trial.new and language == "zh" else ":" if trial.new else "")]
    lines += _listed(trial.new, most)
    if trial.lost:
        lines += [_LOST.say(language, count=len(trial.lost)), *_listed(trial.lost, most)]
    return "\n".join(lines)


def _listed(hits: Sequence[Hit], most: int) -> list[str]:
    more = [f"… +{len(hits) - most}"] if len(hits) > most else []
    return [*map(_line, hits[:most]), *more]


def _line(hit: Hit) -> str:
    who = harmless(hit.member.name or hit.member.id) if hit.member is not None else "-"
    why = "; ".join(f"{item.signal} {harmless(item.detail, 40)}".strip() for item in hit.evidence[:3])
    room = harmless(hit.room.name or hit.room.id)
    return f"- {hit.at:%m-%d %H:%M} {room} {who}{' (VIP)' if hit.vip else ''} {', '.join(hit.rules)}: {why}"


def switched_on(rulebook: Rulebook, names: Sequence[str]) -> Rulebook:
    """Return a rulebook in which some rules are live."""
    known = {rule.id for rule in rulebook.rules}
    if unknown := [name for name in names if name not in known]:
        near = nearest(unknown[0], known)
        hint = f"，是不是 {near}？ · did you mean {near}?" if near else " · there is no such rule"
        raise RulebookError(f"没有规则 {unknown[0]}{hint}")
    rules = (replace(rule, mode=Mode.live) if rule.id in names else rule for rule in rulebook.rules)
    return rulebook.of(tuple(rules))
