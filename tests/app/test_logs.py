"""Logs, on a terminal and in a file: never the members' words, whatever goes wrong."""

import io
from datetime import UTC, datetime
from typing import Literal

import pytest
import structlog
from pydantic import ValidationError

from bot.app.logs import set_up_logs
from bot.contract import EVENT, Message

SECRET = "这句话不该出现"


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_trace_shows_no_local_variables(
    form: Literal["json", "console"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed is told with where, and without what stood in variables there."""
    before, out = structlog.get_config(), io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    try:
        set_up_logs("info", form)
        _fails(SECRET)
    finally:
        structlog.configure(**before)
    assert "ZeroDivisionError" in out.getvalue()
    assert "test_logs.py" in out.getvalue()
    assert SECRET not in out.getvalue()


def _fails(words: str) -> None:
    message = Message(
        id="m", at=datetime.now(UTC), platform="test", account="bot", text=words,
        room={"id": "r"}, member={"id": "u"},
    )  # fmt: skip
    try:
        len(message.text) // 0
    except ZeroDivisionError:
        structlog.get_logger().exception("something.failed")


def test_what_is_no_event_is_told_without_its_words() -> None:
    """Errors of facts name the field, not what stood there."""
    with pytest.raises(ValidationError) as caught:
        EVENT.validate_json(f'{{"type": "message", "id": 1, "text": ["{SECRET}"]}}')
    assert "text" in str(caught.value)
    assert SECRET not in str(caught.value)
