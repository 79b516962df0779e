"""What leaving a source out promises: it is not learned from, and its figures are its own."""

import json
from random import Random

import pytest

from handlers.ads.train import examples, unseen
from handlers.ads.train.compose import adverts, ordinary
from handlers.ads.train.examples import Example
from handlers.ads.train.unseen import Unseen


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unseen]:
    """What comes of two sources of our own writing, one of them in dev too, each left out in turn."""
    folder = tmp_path_factory.mktemp("labelled")
    for name, sources in (("train", ("seen", "new")), ("dev", ("seen",))):
        rows = [(t, 1, s) for s in sources for t in adverts(150, Random(s + name))]
        rows += [(t, 0, s) for s in ("seen", "talk") for t in ordinary(150, Random(s + name))]
        lines = (json.dumps({"text": t, "label": y, "source": s}) + "\n" for t, y, s in rows)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as small:  # enough for a test
        small.setattr(examples, "OWN_ADVERTS", 30)
        small.setattr(examples, "OWN_HAM", 30)
        return {result.source: result for result in unseen.leave_out(folder)}


def test_every_source_with_adverts_is_left_out_in_turn(results: dict[str, Unseen]) -> None:
    """Our own texts are never left out; a source that dev lacks is tested on its training rows."""
    assert set(results) == {"seen", "new"}
    assert (results["seen"].adverts, results["seen"].ham) == (150, 150)
    assert (results["new"].adverts, results["new"].ham) == (150, 0)
    for result in results.values():
        assert all(0 <= share <= 1 for share in (*result.recall, *result.false))
        assert result.recall[0] <= result.recall[1]


def test_adverts_of_the_same_kind_are_found_without_their_source(results: dict[str, Unseen]) -> None:
    """Here both sources speak alike, so leaving one out costs little."""
    assert max(result.recall[1] for result in results.values()) > 0.2


def test_large_sources_are_capped_and_small_ones_kept() -> None:
    """A bound for each source and class; the draw is repeatable."""
    rows = [Example(str(n), n % 2 == 0, "big") for n in range(100)] + [Example("x", True, "small")]
    kept = unseen.capped(rows, 10, Random(1))
    assert sum(row.source == "big" for row in kept) == 20
    assert Example("x", True, "small") in kept
    assert kept == unseen.capped(rows, 10, Random(1))
