"""`qunguan check`, `qunguan schema` and `qunguan rules`."""

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

rules = typer.Typer(help="Look at the rules in force. 查看规则。", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Language = Annotated[str, typer.Option("--language", "--lang", help="zh or en.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
    app.command()(schema)
    app.add_typer(rules, name="rules")


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders and files; the rules in use if none.")
    ] = None,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Check rule files, with corrections; exit code 1 on any error. 检查规则文件。"""
    from bot.app.settings import read_settings
    from bot.gateways.wechaty.perform import CAN
    from bot.rulebook import check as check_rules
    from bot.rulebook import errors

    settings = read_settings()
    spoken: Literal["zh", "en"] = "en" if (language or settings.language) == "en" else "zh"
    platform = ("wechat", CAN) if settings.wechaty_endpoint else ("", None)
    problems = check_rules(paths or [settings.rules], platform[1], platform[0])
    for problem in problems:
        print(json.dumps(problem.as_dict(spoken), ensure_ascii=False) if as_json else problem.render(spoken))
    wrong = len(errors(problems))
    if not as_json:
        print(f"{wrong} errors, {len(problems) - wrong} warnings", file=sys.stderr)
    if wrong:
        raise typer.Exit(1)


def schema() -> None:
    """Print the JSON Schema of rule files, for editors. 打印编辑器用的 schema。"""
    from bot.rulebook.schema import schema_text

    print(schema_text(), end="")


@rules.command("show")
def show(
    room: Annotated[str, typer.Option(help="The room's id or name.")],
    platform: Annotated[str, typer.Option(help="Its platform.")] = "wechat",
    as_json: AsJson = False,
) -> None:
    """Show what finally applies to a room, every value with its origin. 查看某个群最终生效的规则。"""
    from bot.app.settings import read_settings
    from bot.contract import Room
    from bot.rulebook import Loader, describe

    loaded = Loader(read_settings().rules).load()
    for row in describe(loaded, platform, Room(id=room, name=room)):
        if as_json:
            print(json.dumps(row._asdict() if hasattr(row, "_asdict") else vars(row), ensure_ascii=False))
        else:
            print(row)
