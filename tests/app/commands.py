"""The command `qunguan` as a person calls it, in a clean environment: in a process of its own, or in ours."""

import asyncio
import contextlib
import io
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import structlog

from bot.cli import main
from tests.engine.waiting import PATIENCE

CODE = "from bot.cli import main; main()"


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return an environment without settings, but for the data folder and `more`."""
    ours = ("QUNGUAN_", "REDIS_", "WECHATY_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return clean | {"QUNGUAN_DATA": str(data), **more}


def call(
    *words: str, data: Path, stdin: str = "", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    root = {"PYTHONPATH": str(Path.cwd())}
    return subprocess.run(
        [sys.executable, "-c", CODE, *words], input=stdin, capture_output=True, text=True, check=False,
        timeout=PATIENCE, cwd=cwd or data.parent, env=environment(data, **root, **(env or {})),
    )  # fmt: skip


def called(
    *words: str, data: Path, stdin: str = "", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in our own process: an interpreter of its own starts for seconds."""
    with contextlib.chdir(cwd or data.parent):
        return within(words, environment(data, **(env or {})), stdin)


def within(
    words: tuple[str, ...], env: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command in our own process, with an environment, arguments and streams of its own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    code: object = 0
    logging_as_before = structlog.get_config()
    with (
        mock.patch.dict(os.environ, env, clear=True),
        mock.patch.multiple(sys, argv=["qunguan", *words], stdin=given, stdout=out, stderr=err),
        mock.patch("bot.app.logs.set_up_logs", _hush),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        finally:
            structlog.configure(**logging_as_before)
    shown, told = (stream.buffer.getvalue().decode() for stream in (out, err))
    return subprocess.CompletedProcess(words, int(str(code or 0)), shown, told)


async def called_beside(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command as `called` does, while our event loop goes on."""
    return await asyncio.to_thread(called, *words, **more)


def _hush(*_: object) -> None:
    """Stand in for the setting up of logs, which holds for a process until its end."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


@contextlib.contextmanager
def running(*words: str, data: Path, **env: str) -> Iterator["subprocess.Popen[Any]"]:
    """Have `qunguan run` run while the block does; its log is in the data folder's neighbour."""
    name = "-".join(("run", *words)).replace("/", "").replace(",", "-")
    with (data.parent / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, "run", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=environment(data, **env),
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
