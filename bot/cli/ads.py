"""`qunguan classify` and `qunguan ads`: the advert detector on its own, without Redis."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

ads = typer.Typer(help="Measure and teach the advert detector. 评测和训练广告识别。", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(classify)
    app.add_typer(ads, name="ads")


def classify() -> None:
    """Judge messages: JSON lines on standard input, one verdict a line. 判断一行行消息是不是广告。"""
    from handlers.ads.lines import classify_lines

    lines = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
    if classify_lines(lines, sys.stdout):
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
    _print_table("all", figures["all"])
    for source, row in figures["sources"].items():
        _print_table(source, row)
    print("\ncalibration: score from / count / mean score / share of adverts")
    for row in figures["calibration"]:
        print("  ", "  ".join(f"{value:.4g}" for value in row.values()))


def _print_table(name: str, row: dict[str, Any]) -> None:
    print(f"{name:12}", "  ".join(f"{key} {_figure(value)}" for key, value in row.items()))


def _figure(value: Any) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key} {_figure(inner)}" for key, inner in value.items()) + ")"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


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
