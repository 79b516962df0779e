"""`then:`: outcome → what to do about it, in order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from bot.contract import Answer, Outcome, RulebookError, Task, Texts
from bot.contract.fines import fates
from bot.contract.people import Role
from bot.rulebook.names import nearest
from bot.rulebook.nodes import Items, Node, Scalar, Table, walk
from bot.rulebook.refs import Library
from bot.rulebook.scope import Scope, written
from bot.rulebook.shorthand import VERBS, Play, Shorthand
from bot.rulebook.syntax import quote
from bot.rulebook.texts import ALWAYS, ATTRIBUTES, attributes, reason_of, variables
from bot.rulebook.values import convert

_EXAMPLES = {
    "say": 'say: "…"', "direct": 'direct: "…"', "announce": 'announce: "…"', "mute": "mute: 10m",
    "task": 'task: {to: owner, text: "…"}', "alert": 'alert: "…"',
    "points": "points: 5", "tag": "tag: vip", "untag": "untag: vip",
    "timer": "{timer: reminder, after: 30m}", "script": "script: welcome",
}  # fmt: skip
_TEXTS: TypeAdapter[Texts] = TypeAdapter(Texts)


def then(
    node: Node | None, outcomes: Mapping[str, Outcome], scope: Scope, library: Library
) -> dict[str, tuple[Answer, ...]]:
    """Return the answers for every outcome, those of its fines too: the rule's own, else the defaults."""
    result = {name: outcome.answers for name, outcome in outcomes.items()}
    if node is None:
        return _with_fates(result, outcomes)[0]
    if not isinstance(node, Table):
        only = next(iter(outcomes)) if len(outcomes) == 1 else next(iter(outcomes), "hit")
        scope.report(
            "wrong_value", node, f"then: {{{only}: {written(node)}}}", found=written(node),
            expected=("“结果: 动作”的键值对", "a mapping of outcome: answers"),
        )  # fmt: skip
        return result
    _given(node, outcomes, result, scope, library)
    result, of_fines = _with_fates(result, outcomes)
    _given(node, of_fines, result, scope, library)
    known = [*outcomes, *of_fines]
    for name, (key, value) in node.entries.items():
        if name not in known:
            scope.unknown(("结果", "outcome"), key, name, known, f": {written(value)}")
    return result


def _with_fates(
    result: dict[str, tuple[Answer, ...]], outcomes: Mapping[str, Outcome]
) -> tuple[dict[str, tuple[Answer, ...]], Mapping[str, Outcome]]:
    """Add what becomes of the fines among the answers, with its default answers."""
    of_fines = fates(outcomes, (answer for answers in result.values() for answer in answers))
    return result | {name: outcome.answers for name, outcome in of_fines.items()}, of_fines


def _given(
    node: Table, outcomes: Mapping[str, Outcome], result: dict[str, tuple[Answer, ...]], scope: Scope,
    library: Library,
) -> None:  # fmt: skip
    """Read the rule's own answers to those outcomes that it names."""
    for name, outcome in outcomes.items():
        value = node.get(name)
        if value is not None:
            result[name] = tuple(_answers(value, outcome, scope, library))
            check_texts(value, outcome, scope)


def _answers(node: Node, outcome: Outcome, scope: Scope, library: Library) -> Iterator[Answer]:
    for item in node.items if isinstance(node, Items) else [node]:
        answer = _answer(item, scope)
        if isinstance(answer, Play) and isinstance(item, Table):
            yield from _played(answer, item, outcome, scope, library)
        elif isinstance(answer, Shorthand):
            yield from answer.meant()
        elif answer is not None:
            yield answer


def _played(play: Play, node: Table, outcome: Outcome, scope: Scope, library: Library) -> Iterator[Answer]:
    """Look a script's scenes up, and check their texts with the variables that there are here."""
    table = whole if isinstance(whole := node.entries["script"][1], Table) else node
    name, scenes, tone = (table.get(key) for key in ("script" if table is node else "name", "scenes", "tone"))
    assert isinstance(name, Scalar)  # noqa: S101  # else it would be no `Play`
    asked = scenes.items if isinstance(scenes, Items) else [scenes]
    said: list[Texts] = []
    for scene in asked:
        chosen = scene if isinstance(scene, Scalar) else None
        texts = library.variants(name, chosen, tone if isinstance(tone, Scalar) else None, scope)
        if texts is not None and (found := convert(_TEXTS, texts, scope)):
            check_texts(texts, outcome, scope)
            said.append(found)
    if said:
        yield play.played(tuple(said))


def _answer(node: Node, scope: Scope) -> Answer | None:
    """Read one answer: `remove`, `{say: text}`, `{say: text, once: …}` or `{say: {text: …, once: …}}`."""
    if isinstance(node, Scalar):
        return _bare(node, scope)
    if not isinstance(node, Table) or not node.entries:
        scope.report(
            "wrong_value", node, '{say: "…"}', found=written(node),
            expected=("一个动作，如 {say: \"…\"}", 'an answer such as {say: "…"}'),
        )  # fmt: skip
        return None
    verbs = [name for name in node.entries if name in VERBS]
    verb = _verb(node, verbs, scope)
    return None if verb is None else _built(verb, node, scope)


def _bare(node: Scalar, scope: Scope) -> Answer | None:
    if node.value not in VERBS:
        if nearest(node.value, VERBS) or node.value.isidentifier():
            scope.unknown(("动作", "answer"), node, node.value, VERBS)
        else:
            scope.report(
                "wrong_value", node, "{say: " + quote(node.value) + "}", found=written(node),
                expected=("一个动作，如 {say: \"…\"}", 'an answer such as {say: "…"}'),
            )  # fmt: skip
        return None
    empty = Table(node.source, node.line, node.column, node.start, node.end)
    if _needs_value(node.value):
        example = _EXAMPLES.get(node.value, "")
        fixed = example if example.startswith("{") else f"{{{example}}}"
        scope.report("no_value", node, fixed, key=node.value)
        return None
    return convert(_adapter(node.value), empty, scope)


def _verb(node: Table, verbs: list[str], scope: Scope) -> str | None:
    """Find the one verb among the keys of an answer; what another verb calls an option is no second verb."""
    if not verbs:
        name, (key, value) = next(iter(node.entries.items()))
        scope.unknown(("动作", "answer"), key, name, VERBS, f": {written(value)}")
        return None
    options = _options(verbs[0])
    others = [name for name in verbs[1:] if name not in options]
    if others:
        split = ", ".join(f"{{{name}: {written(value)}}}" for name, (_, value) in node.entries.items())
        scope.report("several_answers", node.key(others[0]), f"[{split}]", first=verbs[0], second=others[0])
        return None
    return verbs[0]


def _built(verb: str, node: Table, scope: Scope) -> Answer | None:
    value = node.entries[verb][1]
    rest = {name: entry for name, entry in node.entries.items() if name != verb}
    entries = dict(rest)
    if isinstance(value, Table):
        entries = {**value.entries, **rest}
    elif not (isinstance(value, Scalar) and value.missing) or _needs_value(verb):
        names = _options(verb)
        if not names:
            scope.report("takes_nothing", value, f"{verb}: {{}}", key=verb)
            return None
        if isinstance(value, Scalar) and value.missing:
            scope.report("no_value", node.key(verb), _EXAMPLES.get(verb, ""), key=verb)
            return None
        entries[names[0]] = (node.key(verb), value)
    table = Table(node.source, node.line, node.column, node.start, node.end, entries, node.flow)
    answer = convert(_adapter(verb), table, scope)
    if answer is not None:
        _receiver(answer, table, scope)
    return answer


_RECEIVERS = (*Role.__members__, "duty", "management")
"""Who a task may be for, besides a member by id."""


def _receiver(answer: Answer, table: Table, scope: Scope) -> None:
    """A task's receiver that looks like a role but is none is a slip, not a member's id."""
    to = getattr(answer, "to", None)
    if isinstance(answer, Task) and to is not None and to not in _RECEIVERS:
        near = nearest(to, _RECEIVERS)
        place = table.get("to")
        if near and place is not None:
            scope.warn("unknown_receiver", place, f"to: {near}", name=to, near=near)


@cache
def _adapter(verb: str) -> TypeAdapter[Any]:
    return TypeAdapter(VERBS[verb])


@cache
def _options(verb: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(VERBS[verb]))


@cache
def _needs_value(verb: str) -> bool:
    return any(field.is_required() for field in getattr(VERBS[verb], "__pydantic_fields__", {}).values())


def check_texts(node: Node, outcome: Outcome, scope: Scope) -> None:
    """Report every text of an answer that is no template, or uses a variable the outcome does not declare."""
    known = ALWAYS | outcome.declares.keys()
    for part in walk(node):
        if isinstance(part, Scalar) and "{" in part.value:
            _text(part, known, scope)


def _text(part: Scalar, known: frozenset[str], scope: Scope) -> None:
    try:
        names = variables(part.value)
    except RulebookError as error:
        scope.report("bad_text", part, '"{{ member.name }}"', reason=reason_of(error, part.value))
        return
    for variable, name in sorted(attributes(part.value)):
        if variable in ALWAYS and name not in ATTRIBUTES[variable]:
            near = nearest(name, ATTRIBUTES[variable]) or "name"
            scope.report(
                "unknown_variable", part,
                quote(part.value.replace(f"{variable}.{name}", f"{variable}.{near}")),
                name=f"{variable}.{name}", hint="",
                known=", ".join(f"{variable}.{known}" for known in sorted(ATTRIBUTES[variable])),
            )  # fmt: skip
    for name in sorted(names - known):
        near = nearest(name, known)
        fixed = part.value.replace(name, near) if near else _without(part.value, name)
        scope.report(
            "unknown_variable", part, quote(fixed) if fixed else "", name=name,
            known=", ".join(sorted(known)),
            hint=(f"（是不是想写 {near}？）", f" (did you mean {near}?)") if near else "",
        )  # fmt: skip


def _without(text: str, name: str) -> str:
    """Put a variable that always exists in the place of one that does not."""
    return re.sub(r"\{\{[^{}]*\b" + re.escape(name) + r"\b[^{}]*\}\}", "{{ member.name }}", text)


def check_defaults(answers: Mapping[str, tuple[Answer, ...]], outcomes: Mapping[str, Outcome],
                   node: Table, scope: Scope) -> None:  # fmt: skip
    """Check the texts that a handler made from its own settings (`say:`) where they stand in the rule."""
    scalars: dict[str, Scalar] | None = None
    for name, outcome in outcomes.items():
        given = answers[name]
        if given is not outcome.answers:
            continue
        known = ALWAYS | outcome.declares.keys()
        for text in (text for answer in given for text in _texts(answer)):
            if scalars is None:
                scalars = {part.value: part for part in walk(node) if isinstance(part, Scalar)}
            if (part := scalars.get(text)) is not None:
                _text(part, known, scope)


def _texts(answer: Answer) -> Iterator[str]:
    for value in (getattr(answer, name) for name in _options(answer.verb)):
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and "{" in text:
                yield text
