"""Commands on a running installation: status, pause, resume, dead letters, tasks, a command in a room."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.app.zones import Local
    from bot.store import Store  # opening one is what takes time, and --help does not

dead = typer.Typer(help="Events given up after five failed tries. 处理失败的事件。", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (status, pause, resume, tasks, why, audit, command_):
        app.command("command" if command is command_ else None)(command)
    app.add_typer(dead, name="dead")


@asynccontextmanager
async def _store() -> "AsyncIterator[Store]":
    from bot.app.attach import attached
    from bot.app.settings import read_settings

    async with attached(read_settings()) as store:
        yield store


def _with_store(
    work: "Callable[[Store], Awaitable[Any]]", words: str = "", result: str = "", room: str = ""
) -> Any:
    """Do something with the store; what changes something is written down in these words."""

    async def inner() -> Any:
        async with _store() as store:
            done = await work(store)
            if words:
                from bot.app.audit import record

                await record(store, words, result, room)
            return done

    return asyncio.run(inner())


def _local() -> "Local":
    """Return what tells times by the rule files."""
    from bot.app.settings import read_settings
    from bot.app.zones import local

    return local(read_settings().rules)


def _print(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def status(as_json: AsJson = False) -> None:
    """Show gateways and codes to scan, lag per shard, outbox, leases, dead letters. 查看运行状态。"""
    from rich.console import Console
    from rich.table import Table

    from bot.app.board import GATEWAY, Board, shard_states
    from bot.cli.running import draw_qr

    async def look(store: "Store") -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
        return await Board(store).read(), [asdict(state) for state in await shard_states(store)]

    console = Console(soft_wrap=True)
    board, shards = _with_store(look)
    if as_json:
        _print({"parts": board, "shards": shards})
        return
    for name, entry in board.items():
        stale = "" if entry["age"] < 10 else f" (said nothing for {entry['age']:.0f}s)"
        console.print(
            f"{name}: [bold]{entry.get('state', '')}[/]{stale} {entry.get('detail', '')}", highlight=False
        )
        if name.startswith(GATEWAY) and entry.get("qr") and entry.get("state") == "scan":
            draw_qr(entry["qr"])
    table = Table("shard", "waiting", "to send", "oldest s", "holder", "dead", "paused")
    for state in shards:
        holder = state["holder"] or "[red]nobody[/]"
        row = (state["shard"], state["lag"], state["outbox"], state["oldest"])
        table.add_row(*map(str, row), holder, str(state["dead"]), " ".join(state["paused"]))
    console.print(table)


def pause(
    room: Annotated[str, typer.Option(help="A room's id or exact name; all rooms if not given.")] = "",
) -> None:
    """Stop all acting at once, in a room or everywhere; events are still read. 立即暂停。"""
    _with_store(lambda store: _pause(store, room, True), f"qunguan pause{_of(room)}", "paused", room)


def resume(room: Annotated[str, typer.Option(help="As it was paused; all rooms if not given.")] = "") -> None:
    """Act again. 恢复。"""
    _with_store(lambda store: _pause(store, room, False), f"qunguan resume{_of(room)}", "resumed", room)


def _of(room: str) -> str:
    return f" --room {room}" if room else ""


async def _pause(store: "Store", room: str, paused: bool) -> None:
    for shard in range(store.shards):
        key = store.shard(shard).paused
        await (store.client.sadd if paused else store.client.srem)(key, room or "*")
    print(f"{'paused 已暂停' if paused else 'resumed 已恢复'}: {room or 'all rooms 所有群'}")
    if room and not paused and await store.client.sismember(store.shard(0).paused, "*"):
        print("all rooms are still paused: `qunguan resume` · 所有群仍在暂停")
    if not room and not paused and (kept := await _paused(store)):
        print(f"still paused · 仍在暂停: {', '.join(kept)} (`qunguan resume --room ROOM`)")


async def _paused(store: "Store") -> list[str]:
    """Return the rooms that are paused one by one."""
    found: set[Any] = set()
    for shard in range(store.shards):
        found.update(await store.client.smembers(store.shard(shard).paused))
    return sorted(room.decode() for room in found - {b"*"})


def tasks(as_json: AsJson = False) -> None:
    """List what persons are asked to do. 待办事项。"""
    from bot.app.desk import open_tasks

    found = _with_store(open_tasks)
    if not found and not as_json:
        print("nothing to do · 没有待办")
    told = _local() if found and not as_json else None
    for name, task in found:
        if told is None:
            print(
                json.dumps(
                    {"id": name, **task.model_dump(mode="json", exclude_none=True)}, ensure_ascii=False
                )
            )
        else:
            at = told(task.at, f"{task.platform}/{task.room.id}")
            print(f"{name}  {at:%m-%d %H:%M}  {task.room.name or task.room.id}  → {task.to}: {task.text}")


def why(
    event: Annotated[str, typer.Argument(help="The event's id.")],
    as_json: AsJson = False,
) -> None:
    """Show what every rule said about an event. 为什么处理(或没处理)这条消息。"""
    from bot.app.why import explain
    from bot.commands import steps
    from bot.commands.reasons import seen

    found = _with_store(lambda store: explain(store, event))
    if found is None:
        print("no such event in the history (seven days) · 历史里没有这条消息")
        raise typer.Exit(1)
    decision, rules, cases = found
    if as_json:
        told = {"rules": [said.model_dump(mode="json", exclude_none=True) for said in rules]}
        told["cases"] = [case.model_dump(mode="json", exclude_none=True) for case in cases]
        _print(decision.model_dump(mode="json", exclude_none=True) | {"seen": seen(decision)} | told)
        return
    print(f"version 版本 {decision.version} · seen as 归一化: {seen(decision)}")
    for said in rules:
        reasons = "; ".join(f"{item.signal} {item.detail}".strip() for item in said.evidence)
        withheld = f" [{said.withheld}]" if said.withheld else ""
        print(f"{said.rule}: {said.said}{withheld}  {', '.join(said.did)}  {reasons}".rstrip())
    for case in cases:
        print(f"case 案 {case.number} ({case.rule}): {', '.join(steps.verbs(case))}")
        for zh, en in zip(steps.told(case, "zh"), steps.told(case, "en"), strict=True):
            print(f"{en} · {zh.partition(': ')[2]}")
    if all(said.said in {"clear", "off"} for said in rules):
        print("every rule was clear · 没有规则命中")


def audit(
    since: Annotated[
        str, typer.Option(help="How far back: 12h, 30d. Older than 7d: the last 100 of a room.")
    ] = "7d",
    as_json: AsJson = False,
) -> None:
    """List what people of rank asked for by command, and what was done from here. 管理员做过什么。"""
    from datetime import UTC, datetime

    from bot.app.audit import asked
    from bot.contract import parse_span

    try:
        start = datetime.now(UTC) - parse_span(since)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{since!r} is no length of time: write 12h or 7d · 写成 12h 或 7d"
        ) from error
    found = _with_store(lambda store: asked(store, start))
    if not found and not as_json:
        print("nobody asked for anything · 没有记录")
    told = _local() if found and not as_json else None
    for one in found:
        if told is None:
            print(one.model_dump_json())
        else:
            who, result = one.name or one.member, "; ".join(one.result) or "-"
            at, room = told(one.at, one.room), one.room or "*"
            print(f"{at:%m-%d %H:%M}  {room}  {who} ({one.door})  {one.words}  → {result}")


def command_(
    room: Annotated[str, typer.Argument(help="platform/room id, such as playground/r1")],
    text: Annotated[str, typer.Argument(help="the command as it is typed in the room")],
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also in a room nothing was heard from. 没听到过的群也发。")
    ] = False,
) -> None:
    """Issue a slash command in a room as its owner, from here. 从命令行执行群命令。"""
    from bot.app.attach import issue

    print(_with_store(lambda store: issue(store, room, text, anyway=anyway)))


@dead.command("list")
def dead_list(as_json: AsJson = False) -> None:
    """List the dead letters, oldest first."""
    from bot.engine.dead import letters

    found = _with_store(letters)
    if not found and not as_json:
        print("no dead letters · 没有失败的事件")
    for letter in found:
        if as_json:
            print(json.dumps(asdict(letter), ensure_ascii=False))
        else:
            print(f"{letter.id}  {letter.type}  {letter.event_id}  {letter.why.splitlines()[-1][:100]}")


@dead.command("show")
def dead_show(letter: str) -> None:
    """Show a dead letter whole, with the traceback."""
    from bot.engine.dead import find

    found = _with_store(lambda store: find(store, letter))
    print(found.event)
    print(found.why)


@dead.command("retry")
def dead_retry(letter: str) -> None:
    """Put a dead letter back into its inbox."""
    from bot.engine.dead import retry

    _with_store(lambda store: retry(store, letter), f"qunguan dead retry {letter}", "back in the inbox")
    print(f"back in the inbox: {letter}")


@dead.command("drop")
def dead_drop(letter: str) -> None:
    """Throw a dead letter away."""
    from bot.engine.dead import drop

    _with_store(lambda store: drop(store, letter), f"qunguan dead drop {letter}", "dropped")
    print(f"dropped: {letter}")
