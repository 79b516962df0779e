"""Makes adverts and ordinary messages out of parts of our own writing (`parts/adverts`, `parts/ham`).

The data at hand knows the trades of its sources; these parts know the trades that groups meet. They add
coverage for texts of sources never seen, and hard ham: customers, rules that quote adverts, codes, addresses.

A file of parts: `@name a|b|c` says what fills `{name}` in it, `# topic` begins a topic, any other line holds
texts of the topic, parted by `|`. An advert is strung together from some of its topic's phrases; texts of a
topic called `whole …`, and all ordinary ones, are messages as they stand.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

_PARTS = Path(__file__).parent / "parts"
_COMMON = "general"
"""The file whose slots the others of its folder may use too."""
SLOT = re.compile(r"\{(\w+)\}")
"""What stands for one of many in a text."""
_DEFINED = re.compile(r"@([a-z0-9_]+) (.+)")
_DEPTH = 4
_WHOLE = "whole "

Slots = Mapping[str, list[str]]


class Topic(NamedTuple):
    """The texts of one topic in file order, and what fills their slots."""

    title: str
    texts: list[str]
    slots: Slots

    @property
    def whole(self) -> bool:
        """Whether each text is a message of its own."""
        return self.title.startswith(_WHOLE)


@cache
def read(kind: str) -> list[Topic]:
    """The topics of all files of `adverts` or `ham`, files by name."""
    common: dict[str, list[str]] = {}
    files = sorted((_PARTS / kind).glob("*.txt"), key=lambda path: (path.stem != _COMMON, path.stem))
    return [topic for path in files for topic in _topics(path, common)]


def _topics(path: Path, common: dict[str, list[str]]) -> list[Topic]:
    """The topics of one file; the common file leaves its slots in `common`."""
    own = common if path.stem == _COMMON else {}
    slots = ChainMap(own, common)
    topics: dict[str, list[str]] = {}
    title = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            title = line[2:].strip()
        elif found := _DEFINED.fullmatch(line):
            own[found[1]] = found[2].split("|")
        elif line.strip():
            topics.setdefault(title, []).extend(line.split("|"))
    return [Topic(title, texts, slots) for title, texts in topics.items()]


def _basic(slot: str, rng: Random) -> str:
    """Slots that need no list: a digit, a letter, a phone number, a QQ number."""
    if slot == "d":
        return str(rng.randint(0, 9))
    if slot == "l":
        return chr(ord("a") + rng.randint(0, 25))
    if slot == "p":
        return "1" + str(rng.randint(3, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(9))
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(rng.randint(6, 9)))


def fill(text: str, slots: Slots, rng: Random) -> str:
    """`text` with every slot filled, slots within slots too."""
    for _ in range(_DEPTH):
        text = SLOT.sub(
            lambda found: rng.choice(slots[found[1]]) if found[1] in slots else _basic(found[1], rng), text
        )
    return text


def adverts(count: int, rng: Random) -> list[str]:
    """`count` adverts, a large topic more often than a small one."""
    topics = read("adverts")
    sizes = [len(topic.texts) ** 0.5 for topic in topics]
    return [_advert(topic, rng) for topic in rng.choices(topics, sizes, k=count)]


def _advert(topic: Topic, rng: Random) -> str:
    """A whole message, or one strung together."""
    if topic.whole:
        return fill(rng.choice(topic.texts), topic.slots, rng)
    return _strung(topic, rng)


def _strung(topic: Topic, rng: Random) -> str:
    """An opening, one to six phrases, a contact, in the ways people join them."""
    tongue = {"english": "e", "russian": "r"}.get(topic.title.split()[0], "")
    said = rng.sample(topic.texts, min(len(topic.texts), rng.choice((1, 2, 2, 3, 3, 4, 6))))
    benefit = ["{free}"] if not tongue and rng.random() < 0.15 else []
    when = ["{day}"] if not tongue and rng.random() < 0.1 else []
    body = [f"{{{tongue}open}}", *when, *said, *benefit]
    rng.shuffle(body) if rng.random() < 0.2 else None
    contact = fill(f"{{{tongue}contact}}", topic.slots, rng)
    if not contact:
        body += rng.sample(topic.texts, min(len(topic.texts), 2))
    whole = [contact, *body] if rng.random() < 0.15 else [*body, contact]
    joint = rng.choice(
        (" ", ", ", ". ", "! ", "\n") if tongue else ("", "，", " ", "！", "\n", ",", "。", "、")
    )
    return joint.join(part for part in (fill(p, topic.slots, rng) for p in whole) if part)


def ordinary(count: int, rng: Random) -> list[str]:
    """`count` ordinary messages: one, or two of the same topic."""
    topics = read("ham")
    sizes = [len(topic.texts) ** 0.7 for topic in topics]
    texts = []
    for topic in rng.choices(topics, sizes, k=count):
        pair = rng.random() < 0.25 and len(topic.texts) > 1
        said = rng.sample(topic.texts, 2) if pair else [rng.choice(topic.texts)]
        texts.append(fill(rng.choice((" ", "，", "。", "\n")).join(said), topic.slots, rng))
    return texts
