"""`qunguan classify`, `ads eval`, `ads train` at the terminal: what they print, and the exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import pictures
from bot.cli.main import app
from tests.pictures.making import qr, saved

ROWS = [
    {"text": "早上好", "label": 0, "source": "talk"},
    {"text": "兼职日结加薇信ab8872", "label": 1, "source": "talk"},
    {"text": "晚安", "label": 0, "source": "night"},
]
CLI = [sys.executable, "-m", "bot.cli"]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A small labelled file of our own."""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def test_a_verdict_is_there_before_the_next_line_is_sent() -> None:
    """A program that keeps the pipe open gets each answer at once; the end of input ends it with 0."""
    with subprocess.Popen(
        [*CLI, "classify"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as run:
        assert run.stdin
        assert run.stdout
        for id_, text, verdict in ((1, "早上好", "clear"), (2, "兼职日结加薇信ab8872", "advert")):
            run.stdin.write(json.dumps({"id": id_, "text": text, "of_no_interest": [1]}) + "\n")
            run.stdin.flush()
            answer = json.loads(run.stdout.readline())
            assert (answer["id"], answer["verdict"]) == (id_, verdict)
        run.stdin.close()
        assert run.wait() == 0


def test_a_bad_line_is_told_with_its_number_and_makes_the_exit_status_one() -> None:
    """The lines after it are judged all the same; bytes that are no UTF-8 are read as well as they can be."""
    lines = b'{"id": 1, "text": "a"}\nnot json\n{"id": 3, "text": "\xff"}\n'
    done = subprocess.run([*CLI, "classify"], input=lines, capture_output=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [answer.get("verdict") for answer in answers] == ["clear", None, "clear"]
    assert answers[1]["line"] == 2
    assert done.stderr == b""


async def test_a_picture_is_judged_by_what_is_read_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verdict, and what was read: here codes alone, as where no OCR is installed."""
    monkeypatch.setattr(pictures, "reads_words", lambda: False)
    poster = tmp_path / "poster.png"
    poster.write_bytes(saved(qr("https://weixin.qq.com/g/abc")))
    (verdict,) = [one async for one in pictures.judged([poster])]
    assert (verdict["id"], verdict["verdict"]) == (str(poster), "clear")
    assert verdict["signals"].keys() == {"text", "code"}
    assert (verdict["picture"]["codes"], verdict["picture"]["text"]) == (["https://weixin.qq.com/g/abc"], "")


def test_a_file_that_is_no_picture_is_told_in_its_place(tmp_path: Path) -> None:
    """And makes the exit status one; standard output holds the answers alone."""
    (tmp_path / "a.png").write_text("hello")
    missing = ["--picture", str(tmp_path / "b.png")]
    command = [*CLI, "classify", "--picture", str(tmp_path / "a.png"), *missing]
    done = subprocess.run(command, capture_output=True, check=False)
    told = [json.loads(line)["error"] for line in done.stdout.splitlines()]
    assert (done.returncode, len(told)) == (1, 2)
    assert "PNG" in told[0]
    assert told[1] == "No such file or directory"


def test_the_figures_are_a_table_for_people_and_an_object_for_machines(labelled: Path) -> None:
    """A row for all and one a source, then calibration; `--json` holds the same numbers."""
    told = CliRunner().invoke(app, ["ads", "eval", str(labelled)])
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0].split()[:6] == ["source", "adverts", "ham", "AUC", "R@0.1%", "R@0.5%"]
    assert [line.split()[:4] for line in lines[1:4]] == [
        ["all", "1", "2", "1.0000"],
        ["night", "0", "1", "-"],
        ["talk", "1", "1", "1.0000"],
    ]
    assert any(line.startswith("score from") for line in lines)
    machine = CliRunner().invoke(app, ["ads", "eval", str(labelled), "--json"])
    figures = json.loads(machine.stdout)
    assert figures["all"]["recall_at_0.1%_fpr"] == 1.0
    assert {"precision", "recall", "f1", "fpr"} == set(figures["sources"]["talk"]["act"])
    assert sum(row["rows"] for row in figures["calibration"]) == 3


@pytest.mark.parametrize("command", ["eval", "train"])
def test_what_is_missing_is_one_line_and_exit_status_two(tmp_path: Path, command: str) -> None:
    """No trace: the file that is not there is named."""
    done = CliRunner().invoke(app, ["ads", command, str(tmp_path / "nowhere")])
    assert done.exit_code == 2
    assert "nowhere" in done.stderr
    assert len(done.stderr.splitlines()) == 1
