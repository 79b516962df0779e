"""`qunguan replay` and `qunguan check`, as an operator calls them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app.replay import line as line_of
from bot.contract import Action, Do, Evidence, Room
from bot.gateways.replay import ReplayError, read
from tests.app.commands import call, called

RULES = """
version: 1
timezone: Asia/Shanghai
rules:
  no-spam:
    handler: match
    match: {text: {any_of: [刷单]}}
    then: {hit: [{strike: 1}, remove, {task: "看看 {{ member.name }}"}]}
  welcome:
    handler: welcome
    say: "欢迎 {{ names }}"
    later: [{day: 0, at: "09:40", say: "群规在公告里"}, {day: 0, at: "11:00", say: "太晚"}]
"""
FIELDS = {"at", "room", "event", "rule", "do", "member", "to", "text", "mode", "evidence"}


def line(name: str, at: str = "09:00:00", **fields: Any) -> str:
    """Return one line of a recorded chat."""
    room = {"id": "r1", "name": "妈妈好物群", "members": 120}
    member = {"id": "u1", "name": "Alice", "role": "member"}
    event = {"id": name, "at": f"2026-03-02T{at}+08:00", "type": "message", "room": room, "member": member}
    return json.dumps(event | fields, ensure_ascii=False)


CHAT = "\n".join([
    "\ufeff" + line("m0", type="join"),
    "",
    line("m1", "09:00:01.123", text="刷单吗"),
    line("m1", "09:00:01.123", text="刷单吗"),
    line("m2", "09:00:02", text="刷单", member={"id": "boss", "name": "Boss", "role": "owner"}),
])  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with rules and a recorded chat."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "main.yaml").write_text(RULES, "utf-8")
    (tmp_path / "chat.jsonl").write_text(CHAT + "\n", "utf-8")
    return tmp_path


def test_every_action_of_a_recorded_chat(files: Path) -> None:
    """In the order of the commits, timers for one more hour, an id given twice once; the same each time."""
    words = ("replay", "chat.jsonl", "--rules", "rules", "--json")
    first = call(*words, data=files / "d")
    assert (first.returncode, first.stderr) == (0, "")
    shown = [json.loads(text) for text in first.stdout.splitlines()]
    assert all(entry.keys() == FIELDS for entry in shown)
    assert [(entry["do"], entry["rule"], entry["member"], entry["to"]) for entry in shown[:2]] == [
        ("remove", "no-spam", "u1", None), ("task", "no-spam", "u1", "owner"),
    ]  # fmt: skip
    assert [entry["text"] for entry in shown if entry["do"] == "say"] == ["欢迎 Alice", "群规在公告里"]
    assert shown[0]["event"] == "m1"
    assert shown[0]["mode"] == "live"
    assert shown[0]["at"] == "2026-03-02T09:00:01.123000+08:00"
    second = called("replay", "-", "--rules", "rules", "--json", data=files / "d", stdin=CHAT)
    assert second.stdout == first.stdout


def test_a_chat_of_one_event(files: Path) -> None:
    """The first event is handled like any other; in words, too."""
    shown = called("replay", "-", "--rules", "rules", data=files / "d", stdin=line("m1", text="刷单"))
    assert "remove Alice" in shown.stdout
    assert "no-spam ← m1" in shown.stdout


WRONG = [
    (line("m1", texts="x"), "line 2: unknown field 'texts'; known are id"),
    (
        line("m1", room={"id": "r", "nam": "x"}),
        "line 2: unknown field 'room.nam'; known are id, name, members",
    ),
    (line("m1", type="nonsense"), "line 2: type"),
    (line("m1", at="x"), "line 2: at"),
    (line("m1").replace("+08:00", ""), "line 2: at: give the offset, as in 2026-"),
    (line("m1").replace("2026", "9999"), "line 2: at: the year"),
    (line("m1").replace('"2026-03-02T09:00:00+08:00"', "1772413200"), "line 2: at: write the time out"),
    (line("m1").replace("2026-03-02T09:00:00+08:00", "1772413200"), "line 2: at: write the time out"),
    ('{"id": "m1"}', "line 2: at: field required · 第 2 行：缺少 at"),
    (line("m1", kind="hologram"), "line 2: kind"),
    (line("m1", member=None), "line 2: member"),
    (line("m1", room=None), "line 2: room: field required · 第 2 行：缺少 room"),
    (line("m1", type="whisper"), "line 2: room: a whisper is written privately, in no room · 第 2 行："),
    (line("m1", type="whisper", room=None, member=None), "line 2: member: a whisper needs its member"),
    ("{", "line 2: no JSON object"),
    (line("m1") + line("m2"), "line 2: no JSON object"),
    ("[]", "line 2: "),
    (line("m1", member={"id": "u", "role": "king"}), "line 2: member.role"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_line_that_is_no_event(text: str, said: str) -> None:
    """Its number, the field, what was expected."""
    with pytest.raises(ReplayError) as caught:
        list(read(f"{line('m0')}\n{text}\n".encode().split(b"\n")))
    assert str(caught.value).startswith(said)


BACK = """
version: 1
rules:
  no-ads: {handler: ads, words: [返利], handling: neutral, follow_up: {after: 10m}}
"""


def test_what_is_written_privately_can_be_recorded(files: Path) -> None:
    """A line of type `whisper`, without a room: a promise brings a removed member back."""
    (files / "rules" / "main.yaml").write_text(BACK, "utf-8")
    whisper: dict[str, Any] = {"type": "whisper", "room": None}
    chat = [
        line("m1", text="加薇❤️领返利 vx12345"),
        line("m2", type="leave"),
        line("w1", "09:20:00", text="我保证不再发", member={"id": "u9"}, **whisper),
        line("w2", "09:20:01", text="我保证不再发", **whisper),
    ]
    shown = called("replay", "-", "--rules", "rules", "--json", data=files / "d", stdin="\n".join(chat))
    done = [json.loads(text) for text in shown.stdout.splitlines()]
    assert [(one["do"], one["room"], one["member"], one["event"]) for one in done[-1:]] == [
        ("invite", "r1", "u1", "w2")
    ]
    assert [one["do"] for one in done] == ["recall", "say", "remove", "direct", "invite"]


def test_nothing_is_replayed_of_a_broken_chat(files: Path) -> None:
    """The line is named on the terminal, without a trace, before anything is done."""
    broken = line("m0", text="刷单") + "\n" + line("m1", texts="x")
    shown = called("replay", "-", "--rules", "rules", data=files / "d", stdin=broken)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "line 2: unknown field 'texts'" in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize("words", [("none.jsonl",), ("chat.jsonl", "--rules", "none")])
def test_files_that_are_not_there(files: Path, words: tuple[str, ...]) -> None:
    """A message, not a trace."""
    shown = called("replay", *words, data=files / "d")
    assert shown.returncode == 2
    assert "none" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_check_says_what_is_wrong(files: Path) -> None:
    """Exit code 1 for wrong rules, with file, line and column, for people and machines."""
    assert called("check", "rules", data=files / "d").returncode == 0
    (files / "rules" / "bad.yaml").write_text("version: 1\nrules:\n  x: {handlr: match}\n", "utf-8")
    shown = called("check", "rules", data=files / "d", env={"QUNGUAN_LANGUAGE": "en"})
    assert shown.returncode == 1
    assert "bad.yaml:3:" in shown.stdout
    machine = called("check", "rules", "--json", data=files / "d")
    assert machine.returncode == 1
    assert all(isinstance(json.loads(text), dict) for text in machine.stdout.splitlines())


ESCALATING = """
version: 1
timezone: Asia/Shanghai
rules:
  no-spam:
    handler: match
    match: {text: {any_of: [刷单]}}
    then: {hit: [{strike: 1}, {points: 7}]}
  again: {handler: strikes, at: {2: warn}, within: 30d}
  rich:
    handler: match
    when: points
    match: {member: {points: ">= 7"}}
    then: {hit: {say: "有分了"}}
  welcome: {handler: welcome, gather: 30s, say: "欢迎 {{ names }}"}
"""


def test_every_action_goes_back_to_a_line_or_a_timer(files: Path) -> None:
    """`event` is an id of the input or of a timer, however many consequences lie between."""
    (files / "rules" / "main.yaml").write_text(ESCALATING, "utf-8")
    chat = "\n".join([
        line("m1", text="刷单"), line("m2", "09:00:01", text="刷单"), line("j1", "09:00:02", type="join"),
    ])  # fmt: skip
    shown = called("replay", "-", "--rules", "rules", "--json", data=files / "d", stdin=chat)
    told = [json.loads(text) for text in shown.stdout.splitlines()]
    causes = [(entry["rule"], entry["event"]) for entry in told]
    assert causes[:3] == [("rich", "m1"), ("again", "m2"), ("rich", "m2")]
    assert causes[3][1].startswith("timer:")


def test_a_replay_changes_no_rule_file(files: Path) -> None:
    """A command that would is told so; what goes to the librarian is nothing done in a room."""
    before = (files / "rules" / "main.yaml").read_bytes()
    boss = {"id": "boss", "name": "Boss", "role": "owner"}
    chat = line("m1", text="/rules off no-spam", member=boss)
    shown = called("replay", "-", "--rules", "rules", "--json", data=files / "d", stdin=chat)
    told = [json.loads(text) for text in shown.stdout.splitlines()]
    assert [(entry["do"], entry["event"]) for entry in told] == [("say", "m1")]
    assert "规则文件" in told[0]["text"]
    assert (files / "rules" / "main.yaml").read_bytes() == before


def test_keys_stand_in_the_documented_order(files: Path) -> None:
    """And weights have no more places than any machine agrees on."""
    shown = called(
        "replay", "-", "--rules", "rules", "--json", data=files / "d", stdin=line("m1", text="刷单")
    )
    assert list(json.loads(shown.stdout.splitlines()[0])) == [
        "at", "room", "event", "rule", "do", "member", "to", "text", "mode", "evidence",
    ]  # fmt: skip
    action = Action(
        id="m1:ads:0", do=Do.say, at=datetime(2026, 3, 2, tzinfo=UTC), platform="replay", account="replay",
        room=Room(id="r1"), rule="ads", event="m1",
        evidence=(Evidence(signal="text", weight=3.4000000000000004),),
    )  # fmt: skip
    assert line_of(action)["evidence"] == [{"signal": "text", "detail": "", "weight": 3.4}]
