"""Builds the character tables that `handlers.ads.tables` reads (run by hand when a source is renewed).

`python -m handlers.ads.train.tables` needs `opencc-python-reimplemented` (Apache-2.0, data of OpenCC,
Apache-2.0) and `pypinyin` (MIT); neither is needed to read the tables or to learn the weights.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
CJK = range(0x4E00, 0xA000)
"""CJK Unified Ideographs: what groups write with; rarer blocks have no reading here."""


def simplified() -> str:
    """Two lines of equal length: traditional characters, and the simplified one under each."""
    import opencc

    source = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = [line.split() for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    kept = [(p[0], p[1]) for p in pairs if len(p[0]) == len(p[1]) == 1 and p[0] != p[1]]
    return "".join(old for old, _ in kept) + "\n" + "".join(new for _, new in kept) + "\n"


def readings() -> str:
    """One line a syllable, without tones: the syllable, a space, all characters whose first reading it is."""
    from pypinyin import Style, pinyin

    said: dict[str, list[str]] = defaultdict(list)
    for code in CJK:
        syllable = pinyin(chr(code), style=Style.NORMAL, errors="ignore")
        if syllable and syllable[0][0].isascii() and syllable[0][0].isalpha():
            said[syllable[0][0]].append(chr(code))
    return "".join(f"{syllable} {''.join(said[syllable])}\n" for syllable in sorted(said))


def main() -> None:
    """Write both tables into the package."""
    (DATA / "simplify.txt").write_text(simplified(), encoding="utf-8")
    (DATA / "pinyin.txt").write_text(readings(), encoding="utf-8")


if __name__ == "__main__":
    main()
