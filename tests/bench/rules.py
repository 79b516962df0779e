"""The workload's rules as an operator writes them."""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench import workload

_HIT = f'then: {{hit: [recall, {{say: "{workload.WARNING}"}}, stop]}}'
_HEAD = """\
version: 1
timezone: Asia/Shanghai
rooms: {name: ["交流群*"]}
"""
_FLOOD = f"""\
  flood:
    handler: match
    when: [message, join]
    match: {{rate: {{times: {workload.FLOOD + 1}, within: {workload.FLOOD_SECONDS}s}}}}
    then: {{hit: [recall, stop]}}
"""
_OTHERS = f"""\
  welcome:
    handler: welcome
    gather: 0s
    say: {workload.GREETING}
  check-in:
    handler: check_in
    then:
      checked_in: [{{say: 签到成功}}, {{points: "{{{{ points }}}}"}}, stop]
      repeated: [{{say: 签到成功}}, stop]
  faq:
    handler: match
    match: {{text: {{any_of: [{workload.ANSWERED}]}}}}
    then: {{hit: [{{say: {workload.ADVICE}}}, stop]}}
"""
OUTCOMES = {
    ("flood", "hit"): "flood",
    ("welcome", "greeted"): "welcome",
    ("keywords", "hit"): "advert",
    ("check-in", "checked_in"): "check_in",
    ("check-in", "repeated"): "check_in",
    ("faq", "hit"): "faq",
} | {(name, "hit"): "advert" for name in workload.PATTERNS}
"""Rule and what it said → the workload's name for that; `/help` and `/rank` are the built-in commands'."""


def _judging() -> Iterator[str]:
    for name, pattern in workload.PATTERNS.items():
        yield f"  {name}:\n    handler: match\n    match: {{text: {{regex: ['{pattern}']}}}}\n    {_HIT}\n"
    words = json.dumps(list(workload.keywords()), ensure_ascii=False)
    yield f"  keywords:\n    handler: match\n    match: {{text: {{any_of: {words}}}}}\n    {_HIT}\n"


def write(folder: Path) -> Path:
    """Write the rule file into a folder and return it; the order is the workload's, the first hit stops."""
    greeting, others = _OTHERS.split("  check-in:")
    file = folder / "rules.yaml"
    file.write_text(
        "".join([_HEAD, "rules:\n", _FLOOD, greeting, *_judging(), "  check-in:", others]), "utf-8"
    )
    return file
