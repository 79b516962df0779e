"""Learns the weights of the text model from a folder of labelled texts (`qunguan ads train DIR`).

Needs the `train` extra (scikit-learn, numpy); what it writes is read without scikit-learn.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handlers.ads.model import WEIGHTS

__all__ = ["TrainingError", "train"]


class TrainingError(RuntimeError):
    """Training cannot start: the extra or the data is missing; the message says what to do."""


def train(folder: Path, out: Path = WEIGHTS, strength: float | None = None) -> dict[str, Any]:
    """Learn from `train.jsonl` in `folder`, calibrate on `dev.jsonl`, write the weights to `out`.

    Deterministic: the same folder gives the same file. Takes some minutes and about 3 GB of memory.

    Returns:
        The header of the weights: sizes, calibration, limits, figures on dev.

    Raises:
        TrainingError: when scikit-learn or a data file is missing.
        ValueError: with file and line, for a row that is no labelled text.
    """
    try:
        import sklearn  # noqa: F401
    except ImportError as error:
        raise TrainingError("scikit-learn is not installed: pip install 'qunguan[train]'") from error
    for name in ("train.jsonl", "dev.jsonl"):
        if not (folder / name).is_file():
            raise TrainingError(
                f"{folder / name} is missing: expected labelled rows with text, label, source"
            )
    from handlers.ads.train.learn import learn

    return learn(folder, out, strength)
