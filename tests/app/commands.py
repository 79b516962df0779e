"""The command `qunguan` as a person calls it: processes of their own, in a clean environment."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CODE = "from bot.cli import main; main()"
PATIENCE = 60


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
