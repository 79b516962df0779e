"""Makes adverts and ordinary messages out of parts of our own writing (`adverts.txt`, `ham.txt`).

The data at hand knows the trades of its sources; these parts know the trades that groups meet. They add
coverage for texts of sources never seen, and hard ham: customers, rules that quote adverts, codes, addresses.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import NamedTuple

_HERE = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_DEPTH = 4


class Parts(NamedTuple):
    """The parts of one file: what fills a slot, and the phrases of each topic in file order."""

    slots: dict[str, list[str]]
    topics: list[tuple[str, list[str]]]


def read(name: str) -> Parts:
    """Parts of `adverts.txt` or `ham.txt`."""
    slots: dict[str, list[str]] = {}
    topics: list[tuple[str, list[str]]] = []
    title = ""
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            title = line[1:].strip()
        elif line.startswith("@"):
            slot, _, choices = line[1:].partition(" ")
            slots[slot] = choices.split("|")
        elif line.strip():
            topics.append((title, line.split("|")))
    return Parts(slots, topics)


def _basic(slot: str, rng: Random) -> str:
    """Slots that need no list: a digit, a letter, a phone number, a QQ number."""
    if slot == "d":
        return str(rng.randint(0, 9))
    if slot == "l":
        return chr(ord("a") + rng.randint(0, 25))
    if slot == "p":
        return "1" + str(rng.randint(3, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(9))
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(rng.randint(6, 9)))


def fill(text: str, slots: dict[str, list[str]], rng: Random) -> str:
    """`text` with every slot filled, slots within slots too."""
    for _ in range(_DEPTH):
        text = _SLOT.sub(
            lambda found: rng.choice(slots[found[1]]) if found[1] in slots else _basic(found[1], rng), text
        )
    return text


def adverts(count: int, rng: Random) -> list[str]:
    """`count` adverts: an opening, one to six phrases of a topic, a contact, in the ways people join them."""
    parts = read("adverts.txt")
    sizes = [len(phrases) ** 0.5 for _, phrases in parts.topics]
    return [_advert(parts, sizes, rng) for _ in range(count)]


def _advert(parts: Parts, sizes: list[float], rng: Random) -> str:
    """One advert."""
    title, phrases = rng.choices(parts.topics, sizes)[0]
    tongue = {"english": "e", "russian": "r"}.get(title.split()[0], "")
    said = rng.sample(phrases, rng.choice((1, 2, 2, 3, 3, 4, 6)))
    benefit = ["{free}"] if not tongue and rng.random() < 0.15 else []
    when = ["{day}"] if not tongue and rng.random() < 0.1 else []
    body = [f"{{{tongue}open}}", *when, *said, *benefit]
    rng.shuffle(body) if rng.random() < 0.2 else None
    contact = fill(f"{{{tongue}contact}}", parts.slots, rng)
    if not contact:
        body += rng.sample(phrases, 2)
    whole = [contact, *body] if rng.random() < 0.15 else [*body, contact]
    joint = rng.choice(
        (" ", ", ", ". ", "! ", "\n") if tongue else ("", "，", " ", "！", "\n", ",", "。", "、")
    )
    return joint.join(part for part in (fill(p, parts.slots, rng) for p in whole) if part)


def ordinary(count: int, rng: Random) -> list[str]:
    """`count` ordinary messages: one phrase, or two of the same topic."""
    parts = read("ham.txt")
    weights = [len(phrases) ** 0.7 for _, phrases in parts.topics]
    texts = []
    for _ in range(count):
        phrases = rng.choices(parts.topics, weights)[0][1]
        said = rng.sample(phrases, 2) if rng.random() < 0.25 else [rng.choice(phrases)]
        texts.append(fill(rng.choice((" ", "，", "。", "\n")).join(said), parts.slots, rng))
    return texts
