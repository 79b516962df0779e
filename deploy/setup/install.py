"""Make a virtual environment from locked requirements; `make setup` and its kin call this.

Usage: python3 deploy/setup/install.py VENV LOCK [LOCK ...] [--project]

VENV is the folder to make or bring up to date, LOCK the name of a file in `requirements/` (`run`, `test`),
and `--project` adds Qunguan itself, editable. Needs only the standard library: it runs before anything is
installed, and on an old Python it must live long enough to say so.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parents[2]


def main():
    """Check the machine, then install; exit with a sentence instead of a trace when a step fails."""
    if sys.version_info < OLDEST:
        fail(
            f"{sys.executable} is Python {sys.version.split()[0]}, and Qunguan needs 3.11 or newer",
            "install a newer Python, or name one: make PYTHON=python3.12 ...",
        )
    wanted = arguments()
    began = time.monotonic()
    try:
        install(wanted.venv.resolve(), wanted.lock, wanted.project)
    except subprocess.CalledProcessError as error:
        fail(
            "`{}` ended with exit code {}".format(" ".join(map(str, error.cmd)), error.returncode),
            "read its message above; when it is the network, run the same command again",
        )
    print(f"{wanted.venv}: ready after {time.monotonic() - began:.1f} s", flush=True)


def arguments():
    """Return the command line, parsed."""
    parser = argparse.ArgumentParser(description="Make a virtual environment from locked requirements.")
    parser.add_argument("venv", type=Path)
    parser.add_argument("lock", nargs="+")
    parser.add_argument("--project", action="store_true", help="add Qunguan itself, editable")
    return parser.parse_args()


def install(venv, locks, project):
    """Bring `venv` to what `locks` say; raises CalledProcessError when a step fails."""
    python = venv / "bin" / "python"
    if not usable(python):
        say(f"making {venv} with Python {sys.version.split()[0]}")
        create(venv)
    say("installing " + ", ".join(f"requirements/{lock}.txt" for lock in locks))
    # What the rest is built and installed with comes first, by pip, checked against its own lock.
    run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock_file("setup"))
    uv = [venv / "bin" / "uv", "pip", "install", "-q", "--no-build-isolation", "--python", python]
    files = [part for lock in locks for part in ("-r", lock_file(lock))]
    run(*uv, "--require-hashes", *files)
    if project:
        run(*uv, "--no-deps", "--editable", ROOT)


def usable(python):
    """Tell whether `python` starts, is new enough and has pip: a half-made environment is made again."""
    if not python.exists():
        return False
    check = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def create(venv):
    """Make an empty environment with pip; Debian ships venv apart from Python, so say that in words."""
    command = [sys.executable, "-m", "venv", "--clear", venv]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        print(made.stdout + made.stderr, file=sys.stderr)
        remedy = "install Python's venv module (Debian: apt-get install python3-venv)"
        fail(f"{sys.executable} cannot make {venv}", remedy)


def run(*command):
    """Run one step; its messages go to the terminal."""
    subprocess.run(command, check=True, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL)


def environment():
    """Return the environment of the steps: uv hears of the index and certificates that pip is set up with."""
    return {
        **pip_settings(),
        **os.environ,
        # An active environment of the caller's is not ours.
        "VIRTUAL_ENV": "",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_NO_PROGRESS": "1",
        # Compiled now, the first start is as quick as the next, and no package's old spelling warns in it.
        "UV_COMPILE_BYTECODE": "1",
    }


def pip_settings():
    """Return uv's variables for pip's own index and certificates, which uv does not read (mirrors)."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    names = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    # A line reads global.index-url='https://...'.
    found = re.findall(r"^.+?\.(index-url|cert)='(.*)'$", listed, re.MULTILINE)
    return {names[key]: value for key, value in found}


def lock_file(name):
    """Return the path of a lock, from the repository's root."""
    return Path("requirements") / f"{name}.txt"


def say(text):
    """Print one line of progress."""
    print(f"setup: {text}", flush=True)


def fail(what, remedy):
    """Leave with exit code 1, what is wrong and what to do."""
    sys.exit(f"setup: error: {what}\n       {remedy}")


if __name__ == "__main__":
    main()
