"""`qunguan run` and `qunguan doctor`."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.app.settings import Settings
    from bot.contract import GatewayStatus


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(run)
    app.command()(doctor)


def run(
    parts: Annotated[
        str, typer.Option(help="Which parts run in this process: gateway,worker,sender,web.")
    ] = "",
) -> None:
    """Start the bot. Without any settings: embedded server, playground, shipped rules. 启动机器人。"""
    from bot.app.logs import set_up_logs
    from bot.app.run import run as run_bot
    from bot.app.settings import Part, parse_parts, read_settings
    from bot.contract import SettingsError

    settings = read_settings()
    if parts:
        settings = settings.model_copy(update={"parts": parse_parts(parts)})
    if not settings.rules.exists():
        raise SettingsError(
            f"no folder {settings.rules}: have QUNGUAN_RULES name the folder of rule files · 找不到规则文件夹"
        )
    set_up_logs(settings.log_level, settings.log_format)
    if settings.redis_url is None and settings.parts != frozenset(Part):
        _explain_parts(settings)
    asyncio.run(run_bot(settings, opened=_opened, status=_show_status))


def _explain_parts(settings: "Settings") -> None:
    """Say how the other parts come to the same server: each of its own would hear nothing of us."""
    socket = (settings.data / "valkey.sock").resolve()
    print(
        f"only {', '.join(sorted(settings.parts))} here, on an embedded server; "
        f"start the other parts with REDIS_URL=unix://{socket}\n"
        "这里只运行一部分；其余部分要设置同一个 REDIS_URL 再启动",
        file=sys.stderr,
    )


def _opened(address: str) -> None:
    print(f"\n  群管 Qunguan  ➜  {address}\n", flush=True)


def _show_status(status: "GatewayStatus") -> None:
    from bot.app.parts import tell_operator
    from bot.contract import State

    tell_operator(status)
    if status.state is State.scan and status.qr and sys.stderr.isatty():
        print(f"\n请用微信扫码登录 · scan to log in ({status.account}):", file=sys.stderr)
        draw_qr(status.qr)


def draw_qr(text: str) -> None:
    """Draw a code to scan on the terminal."""
    import segno

    segno.make(text, error="l").terminal(out=sys.stdout, compact=True)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show the settings in force, and what is missing. 检查配置和环境。"""
    from bot.app.doctor import examine

    findings = asyncio.run(examine())
    if as_json:
        import json

        print(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(f"{'✓' if finding.good else '✗'} {finding.what}: {finding.found}")
            if finding.advice:
                print(f"    → {finding.advice}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)
