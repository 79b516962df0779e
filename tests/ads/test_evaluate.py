"""What the figures mean: checked by hand on rows small enough to count."""

import json
from pathlib import Path

import pytest

from handlers.ads.evaluate import Scored, at_verdict, auc, calibration, labelled, recall_at, report, threshold


def rows(ham: list[float], adverts: list[float], source: str = "x") -> list[Scored]:
    """Rows with these scores; from 0.5 on an advert."""

    def row(advert: bool, score: float) -> Scored:
        return Scored(advert, score, "advert" if score >= 0.5 else "clear", source)

    return [row(False, s) for s in ham] + [row(True, s) for s in adverts]


def test_the_area_counts_pairs_in_order_and_ties_half() -> None:
    """Of four pairs, three are in order and one is tied: 3.5 / 4."""
    assert auc(rows([0.1, 0.5], [0.5, 0.9])) == 0.875
    assert auc(rows([0.1], [0.9])) == 1.0
    assert auc(rows([0.1], [])) is None


def test_the_threshold_is_exceeded_by_no_more_than_the_rate() -> None:
    """Of a thousand hams, one may lie above the threshold for 0.1 %."""
    ham = [n / 1000 for n in range(1000)]
    limit = threshold(ham, 0.001)
    assert sum(score > limit for score in ham) == 1
    assert threshold([0.3], 0.5) == 0.3


def test_recall_at_a_rate_counts_adverts_above_that_threshold() -> None:
    """With a hundred hams, a rate of 0.5 % allows none of them."""
    assert recall_at(rows([n / 100 for n in range(100)], [0.5, 0.995, 0.999]), 0.005) == pytest.approx(2 / 3)
    assert recall_at(rows([], [0.5]), 0.005) is None


def test_precision_recall_and_f1_follow_the_verdicts() -> None:
    """Two of three adverts found, one ham flagged."""
    figures = at_verdict(rows([0.1, 0.9], [0.2, 0.8, 0.9]), frozenset({"advert"}))
    assert figures == {
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 3),
        "f1": pytest.approx(2 / 3),
        "fpr": 0.5,
    }


def test_no_class_no_figure() -> None:
    """A source of ham alone has no recall, and no division by nothing."""
    figures = at_verdict(rows([0.1], []), frozenset({"advert"}))
    assert figures == {"precision": None, "recall": None, "f1": None, "fpr": 0.0}


def test_the_calibration_table_sets_means_beside_shares() -> None:
    """Each bin tells how many, their mean score and how many of them were adverts."""
    bins = calibration(rows([0.6, 0.0], [0.7, 0.7]))
    assert [(b.low, b.rows, round(b.mean, 3), round(b.adverts, 3)) for b in bins] == [
        (0.0, 1, 0.0, 0.0),
        (0.5, 3, 0.667, 0.667),
    ]


def test_the_report_is_by_source_too() -> None:
    """The average hides sources; so each is given, with the same figures."""
    whole = report([*rows([0.1], [0.9], "a"), *rows([0.2], [], "b")])
    assert whole["all"]["adverts"] == 1
    assert whole["sources"]["a"]["auc"] == 1.0
    assert whole["sources"]["b"]["recall_at_0.1%_fpr"] is None
    assert json.loads(json.dumps(whole)) == whole


@pytest.mark.parametrize("line", ["{", '{"text": "x"}', '{"text": "x", "label": 7}', "[]"])
def test_a_row_without_a_label_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    """The error says file and line."""
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"text": "x", "label": 1}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"rows.jsonl:3: expected"):
        list(labelled(path))
