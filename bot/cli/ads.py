"""`qunguan classify` and `qunguan ads`: the advert detector on its own, without Redis."""

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

ads = typer.Typer(help="Measure and teach the advert detector. 评测和训练广告识别。", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(classify)
    app.add_typer(ads, name="ads")


def classify(
    pictures: Annotated[
        list[Path] | None, typer.Option("--picture", help="Pictures instead: what is read of them, too.")
    ] = None,
) -> None:
    """Judge messages: JSON lines on standard input, one verdict a line. 判断一行行消息是不是广告。"""
    if pictures:
        asyncio.run(_pictures(pictures))
        return
    from handlers.ads.lines import classify_lines

    lines = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
    if classify_lines(lines, sys.stdout):
        raise typer.Exit(1)


async def _pictures(files: list[Path]) -> None:
    from bot.app.doors import INSTALL
    from bot.app.logs import set_up_logs
    from bot.cli.pictures import judged
    from bot.pictures import reads_words

    set_up_logs("error")
    if not reads_words():
        print(f"qunguan: words in pictures are not read here · 读不了图里的字: {INSTALL}", file=sys.stderr)
    failed = False
    async for verdict in judged(files):
        failed |= "error" in verdict
        print(json.dumps(verdict, ensure_ascii=False), flush=True)
    if failed:
        raise typer.Exit(1)


@ads.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled JSON lines: text, label, source.")],
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Measure precision, recall, F1, AUC, recall at fixed false-positive rates, calibration. 评测。"""
    from handlers.ads.lines import evaluate_file

    try:
        figures = evaluate_file(file)
    except (OSError, ValueError) as error:
        print(f"qunguan: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    if as_json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for line in _report(figures):
        print(line)


_COLUMNS = (
    "source", "adverts", "ham", "AUC", "R@0.1%", "R@0.5%",
    "act: P", "R", "F1", "FPR", "review: P", "R", "F1", "FPR",
)  # fmt: skip
_WIDTHS = (12, 8, 8, 7, 7, 7, 9, 7, 7, 9, 10, 7, 7, 9)
_NOTE = (
    "R@x%: share of the adverts above the score that x % of the ham exceed. "
    "act, review: precision, recall, F1 and false-positive rate of the verdicts. "
    "召回率、精确率和误判率；R@x%：误判率 x% 时找到的广告比例。"
)


def _report(figures: dict[str, Any]) -> Iterator[str]:
    """The figures as two tables: a row a source, and calibration."""
    yield _row(_COLUMNS)
    for source, row in (("all", figures["all"]), *figures["sources"].items()):
        yield _row((source, row["adverts"], row["ham"], *_figures(row)))
    yield ""
    yield _NOTE
    yield ""
    yield _row(("score from", "messages", "mean", "adverts"), (12, 10, 9, 9))
    for bin_ in figures["calibration"]:
        yield _row((f"{bin_['low']:g}", bin_["rows"], bin_["mean"], bin_["adverts"]), (12, 10, 9, 9))


def _figures(row: dict[str, Any]) -> Iterator[float | None]:
    yield from (value for name, value in row.items() if name == "auc" or name.startswith("recall_at"))
    for verdict in ("act", "review"):
        yield from row[verdict].values()


def _row(cells: Iterable[Any], widths: Iterable[int] = _WIDTHS) -> str:
    """One line of a table: the first cell to the left, the others to the right; nothing is a dash."""
    first, *others = (
        f"{cell:.4f}" if isinstance(cell, float) else str("-" if cell is None else cell) for cell in cells
    )
    left, *right = widths
    return first.ljust(left) + "".join(cell.rjust(width) for cell, width in zip(others, right, strict=True))


@ads.command("train")
def train(
    folder: Annotated[Path, typer.Argument(help="Folder with train.jsonl and dev.jsonl.")],
) -> None:
    """Learn the weights anew; needs the `train` extra (scikit-learn). 重新训练模型。"""
    from handlers.ads.train import TrainingError
    from handlers.ads.train import train as learn

    try:
        header = learn(folder)
    except (TrainingError, OSError, ValueError) as error:
        print(f"qunguan: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    print(json.dumps(header, ensure_ascii=False, indent=1))
