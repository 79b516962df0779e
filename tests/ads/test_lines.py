"""What `qunguan classify` and `qunguan ads eval` promise, without the terminal."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from handlers.ads.detector import Detector
from handlers.ads.lines import classify_lines, evaluate_file
from handlers.ads.post import Post, PostError, post

DETECTOR = Detector()


def classified(*lines: str) -> tuple[int, list[dict[str, Any]]]:
    """Failures and answers for these input lines."""
    out = io.StringIO()
    failed = classify_lines(lines, out, DETECTOR)
    return failed, [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_is_answered_in_order() -> None:
    """One object a line: id, score, verdict, signals."""
    failed, answers = classified(
        '{"id": "a", "text": "早上好"}', "\n", '{"id": 2, "text": "兼职日结加薇信ab8872"}'
    )
    assert failed == 0
    assert [(a["id"], a["verdict"]) for a in answers] == [("a", "clear"), (2, "advert")]
    assert set(answers[0]) == {"id", "score", "verdict", "signals"}
    assert set(answers[0]["signals"]["text"]) == {"weight", "detail"}


def test_scores_are_at_full_precision() -> None:
    """What is printed is the very number, so that ranks can be compared."""
    _, [answer] = classified('{"id": "a", "text": "兼职日结加薇信ab8872"}')
    assert answer["score"] == DETECTOR.judge(Post("兼职日结加薇信ab8872")).score


def test_the_fields_of_the_replay_format_are_read() -> None:
    """Cards count, quotes do not, fields of no interest are passed over."""
    fields = {
        "id": "m1",
        "at": "2026-03-02T09:00:00+08:00",
        "type": "message",
        "room": {"id": "r"},
        "kind": "mini_program",
        "text": "看",
        "link": {"url": "https://a.com", "title": "标题"},
        "mini_program": {"app_id": "wx1", "title": "小店"},
        "contact": {"id": "c", "name": "某某"},
        "mentions": ["u2"],
        "quote": {"id": "q", "text": "引用"},
        "image_text": "图中",
        "codes": ["https://b.com"],
    }
    read = post(fields)
    assert read == Post(
        "看",
        "mini_program",
        "https://a.com",
        "标题",
        "wx1",
        "小店",
        "c",
        "某某",
        "图中",
        ("https://b.com",),
        "引用",
    )
    assert (read.words, read.beside) == ("看\n标题\n小店\n某某", "图中")


def test_empty_fields_are_no_error() -> None:
    """Null and missing are the same: nothing."""
    assert post({"text": None, "link": None, "codes": None}) == Post()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": 5}, "`text`: expected a text, found int"),
        ({"link": "https://a.com"}, "`link`: expected an object, found str"),
        ({"quote": {"text": []}}, "`text`: expected a text, found list"),
        ({"codes": "x"}, "`codes`: expected a list of texts"),
        ({"codes": [1]}, "`codes`: expected a list of texts"),
    ],
)
def test_a_field_of_the_wrong_shape_is_named(fields: dict[str, object], says: str) -> None:
    """The error says which field and what was expected."""
    with pytest.raises(PostError, match=says):
        post(fields)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"x"',
        '{"id": "a", "text": 5}',
        "\ud800",
        "[" * 100_000,
        '{"id": NaN}',
        '{"id": 1e999}',
    ],
)
def test_a_bad_line_is_answered_with_its_number_and_the_others_go_on(line: str) -> None:
    """Nothing is lost: the answer in its place says what is wrong."""
    failed, answers = classified('{"id": "a"}', line, '{"id": "b"}')
    assert failed == 1
    assert [a.get("id") for a in answers] == ["a", None, "b"]
    assert answers[1]["line"] == 2
    assert answers[1]["error"].startswith("line 2: ")


def test_lone_surrogates_in_a_line_are_survived() -> None:
    """JSON can carry half a character; the answer can be written all the same."""
    _, [answer] = classified(r'{"id": "\ud800", "text": "\ud800\udfff 早 \udc00"}')
    assert answer["verdict"] == "clear"
    answer_line = io.StringIO()
    classify_lines([r'{"id": "\ud800"}'], answer_line, DETECTOR)
    answer_line.getvalue().encode()


def test_answers_come_while_the_input_is_still_open() -> None:
    """A line is answered before the next is read: streaming, not at the end."""
    out = io.StringIO()

    def lines() -> Any:
        yield '{"id": 1}'
        assert len(out.getvalue().splitlines()) == 1
        yield '{"id": 2}'

    assert classify_lines(lines(), out, DETECTOR) == 0


def test_a_labelled_file_is_measured_by_source(tmp_path: Path) -> None:
    """The figures are those of the same detector's verdicts."""
    path = tmp_path / "rows.jsonl"
    rows = [("早上好", 0, "a"), ("兼职日结加薇信ab8872", 1, "a"), ("晚安", 0, "b")]
    path.write_text(
        "".join(json.dumps({"text": t, "label": y, "source": s}) + "\n" for t, y, s in rows), encoding="utf-8"
    )
    figures = evaluate_file(path, DETECTOR)
    assert figures["all"]["act"]["recall"] == 1.0
    assert figures["all"]["auc"] == 1.0
    assert list(figures["sources"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "says"), [("", "no rows"), ('{"label": 1, "text": 5}\n', "row 1: `text`")]
)
def test_a_file_that_cannot_be_measured_says_why(tmp_path: Path, content: str, says: str) -> None:
    """File, row and reason."""
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=says):
        evaluate_file(path, DETECTOR)
