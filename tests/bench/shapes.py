"""The workload as each framework gets it: the raw JSON of its own platform, to be decoded within the time."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.workload import Post

NAME = "小明同学"
BEGINNING = 1_763_000_000
"""When the workload begins for the peers, in Unix seconds; ours is moved to now, for it looks at the time."""


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def recorded(post: Post, start: datetime, prefix: str = "m") -> bytes:
    """Return an event as our own gateways would be sent it: the fields of the recorded-chat format."""
    line: dict[str, Any] = {
        "id": f"{prefix}{post.number}",
        "at": (start + timedelta(seconds=post.second)).astimezone(UTC).isoformat(),
        "type": "join" if post.text is None else "message",
        "account": "replay",
        "room": {"id": f"r{post.room}", "name": "交流群", "members": 120},
        "member": {"id": f"u{post.member}", "name": NAME, "role": "member"},
    }
    if post.text is not None:
        line |= {"kind": "text", "text": post.text, "mentions": []}
    return _json(line)


def telegram(post: Post) -> bytes:
    """Return an update as Telegram's Bot API gives it."""
    who = {"id": 10_000 + post.member, "is_bot": False, "first_name": NAME}
    message: dict[str, Any] = {
        "message_id": post.number,
        "date": BEGINNING + post.second,
        "chat": {"id": -1_001_000_000_000 - post.room, "type": "supergroup", "title": "交流群"},
        "from": who | {"username": f"u{post.member}", "language_code": "zh-hans"},
    }
    if post.text is None:
        message["new_chat_members"] = [who]
    else:
        message["text"] = post.text
        if post.text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(post.text)}]
    return _json({"update_id": post.number, "message": message})


def onebot(post: Post) -> bytes:
    """Return an event as OneBot 11 gives it."""
    event: dict[str, Any] = {
        "time": BEGINNING + post.second,
        "self_id": 99,
        "group_id": 1000 + post.room,
        "user_id": 10_000 + post.member,
    }
    if post.text is None:
        notice = {
            "post_type": "notice",
            "notice_type": "group_increase",
            "sub_type": "approve",
            "operator_id": 0,
        }
        return _json(event | notice)
    sender = {
        "user_id": 10_000 + post.member, "nickname": NAME, "card": "", "sex": "unknown", "age": 0, "area": "",
        "level": "1", "role": "member", "title": "",
    }  # fmt: skip
    return _json(
        event
        | {
            "post_type": "message", "message_type": "group", "sub_type": "normal", "message_id": post.number,
            "message": [{"type": "text", "data": {"text": post.text}}], "raw_message": post.text,
            "anonymous": None, "font": 0, "sender": sender,
        }
    )  # fmt: skip
