"""The command `qunguan`: its subcommands are in the modules beside this one."""

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import ads, check, operate, replay, rules, running

if TYPE_CHECKING:
    from bot.contract import QunguanError

app = typer.Typer(
    name="qunguan",
    help="群管 · Qunguan: keeps chat groups in order and alive. 让群聊井井有条。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"qunguan {version('qunguan')}")
        raise typer.Exit


@app.callback()
def _options(
    asked: Annotated[
        bool, typer.Option("--version", help="Show the version. 版本。", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """群管 · Qunguan: keeps chat groups in order and alive. 让群聊井井有条。"""


for part in (running, check, rules, replay, ads, operate):
    part.add_to(app)


def main() -> None:
    """Run a command; an error that a person can mend is one message, not a trace."""
    try:
        app()
    except BrokenPipeError:  # whoever read us has seen enough
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        from bot.contract import QunguanError  # not at the top, so that --help answers at once

        if not isinstance(error, QunguanError | OSError):
            raise
        print(f"qunguan: {_said(error)}", file=sys.stderr)
        sys.exit(2)


def _said(error: "QunguanError | OSError") -> str:
    """Return an error in words; a file's, with its name and without the system's number."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)
