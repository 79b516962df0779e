"""`qunguan check` and `qunguan schema`."""

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Language = Annotated[str, typer.Option("--language", "--lang", help="zh or en.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
    app.command()(schema)


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders and files; the rules in use if none.")
    ] = None,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Check rule files, with corrections; exit code 1 on any error. 检查规则文件。"""
    from bot.app.settings import read_settings
    from bot.rulebook import check as check_rules
    from bot.rulebook import errors
    from bot.rulebook.files import rule_files

    settings = read_settings()
    if any(b"command" in _bytes(file) for file in rule_files(paths or [settings.rules])):
        import bot.commands  # noqa: F401  # `handler: commands` is known then; a quarter of a second
    spoken: Literal["zh", "en"] = "en" if (language or settings.language) == "en" else "zh"
    can, platform = None, ""
    if settings.wechaty_endpoint:
        from bot.gateways.wechaty.perform import CAN

        can, platform = CAN, "wechat"
    problems = check_rules(paths or [settings.rules], can, platform)
    for problem in problems:
        print(json.dumps(problem.as_dict(spoken), ensure_ascii=False) if as_json else problem.render(spoken))
    wrong = len(errors(problems))
    if not as_json:
        others = len(problems) - wrong
        english = f"{_count(wrong, 'error')}, {_count(others, 'warning')}"
        print(english if spoken == "en" else f"{wrong} 个错误，{others} 个提醒", file=sys.stderr)
    if wrong:
        raise typer.Exit(1)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # the check tells
        return b""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def schema() -> None:
    """Print the JSON Schema of rule files, for editors. 打印编辑器用的 schema。"""
    import bot.commands  # noqa: F401  # `handler: commands` is in it
    from bot.rulebook.schema import schema_text

    print(schema_text(), end="")
