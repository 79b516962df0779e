"""`qunguan classify` and `qunguan ads eval`, without the terminal: JSON Lines in, verdicts or figures out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from handlers.ads.detector import Detector, Verdict
from handlers.ads.evaluate import Scored, labelled, report
from handlers.ads.post import Post, post


def verdict_line(id_: Any, verdict: Verdict) -> str:
    """One verdict as one line of JSON, the score at full precision."""
    shown = {name: {"weight": weight, "detail": detail} for name, detail, weight in verdict.signals}
    row = {"id": id_, "score": verdict.score, "verdict": verdict.verdict, "signals": shown}
    return json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n"


def classify_lines(stream_in: Iterable[str], stream_out: IO[str], detector: Detector | None = None) -> int:
    """Judge every JSON line of `stream_in`, writing one line each to `stream_out` as soon as it is known.

    A line that cannot be read gives `{"line", "error"}` in its place, and the others go on.

    Returns:
        The number of lines that could not be read.
    """
    detector = detector or Detector()
    failed = 0
    for number, line in enumerate(stream_in, 1):
        if not line.strip():
            continue
        try:
            answer = _answer(line, detector)
        except (ValueError, RecursionError) as error:
            failed += 1
            said = {"line": number, "error": f"line {number}: {error}"}
            answer = json.dumps(said, ensure_ascii=False) + "\n"
        stream_out.write(_writable(answer))
        stream_out.flush()
    return failed


def _answer(line: str, detector: Detector) -> str:
    """The verdict on one line; raises `ValueError` or, when nested too deep, `RecursionError`."""
    fields = json.loads(line)
    if not isinstance(fields, dict):
        raise ValueError("expected a JSON object")
    return verdict_line(fields.get("id"), detector.judge(post(fields)))


def _writable(text: str) -> str:
    """Without lone surrogates, which no encoding can write (an id may hold one)."""
    return text.encode("utf-8", "replace").decode("utf-8")


def evaluate_file(path: Path, detector: Detector | None = None) -> dict[str, Any]:
    """The figures of a labelled JSONL file (`text`, `label`, `source`, fields of the replay format).

    Raises:
        ValueError: with file and line, when a row has no label or is no message.
        OSError: when the file cannot be read.
    """
    detector = detector or Detector()
    labels: list[tuple[bool, str]] = []
    posts: list[Post] = []
    for number, fields in enumerate(labelled(path), 1):
        try:
            posts.append(post(fields))
        except ValueError as error:
            raise ValueError(f"{path}: row {number}: {error}") from error
        labels.append((fields["label"], str(fields.get("source", "-"))))
    if not posts:
        raise ValueError(f"{path}: no rows")
    verdicts = detector.judge_all(posts)
    return report(
        [
            Scored(label, v.score, v.verdict, source)
            for (label, source), v in zip(labels, verdicts, strict=True)
        ]
    )
