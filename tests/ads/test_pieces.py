"""What reading lines together promises: no warning with every line, and none makes the last one innocent."""

from datetime import timedelta

from bot.contract import Message, Room
from bot.contract.lessons import Lessons
from handlers.ads import Ads
from handlers.ads.detector import Judgement
from handlers.ads.judge import NO_LESSONS, Judge, Judged
from handlers.ads.pieces import Joined
from handlers.ads.settings import Allow, Deny
from handlers.ads.signals import Circumstances
from handlers.ads.watch import look
from tests.handlers.world import ALICE, FakeTurn, World


class ByLines(Judge):
    """One that goes by what stands there: an offer is for review, with a number it is an advert."""

    def __init__(self) -> None:
        super().__init__((), Allow(), Deny(), None)

    def __call__(self, message: Message, known: Circumstances, lessons: Lessons = NO_LESSONS) -> Judged:
        """The verdict on one line: each by itself is little."""
        return Judged(0.1, "review" if message.text == "刷单日结" else "clear")

    def together(
        self, message: Message, joined: Joined, alone: Judged, known: Circumstances, lessons: Lessons
    ) -> Judged | None:
        """The verdict on several."""
        if "刷单" not in joined.text:
            return None
        verdict: Judgement = "advert" if "138" in joined.text else "review"
        return Judged(0.9, verdict, earlier=tuple(line.message for line in joined.lines[:-1]))


async def verdicts(*lines: str, seconds: float = 5) -> list[str]:
    """What Alice's lines are judged, one after the other."""
    world, judge = World(Ads()), ByLines()
    out: list[str] = []
    for number, text in enumerate(lines):
        world.now += timedelta(seconds=seconds)
        message = Message(
            id=f"m{number}", at=world.now, platform="test", room=Room(id="r1"), member=ALICE, text=text
        )
        turn = FakeTurn(world, message)
        out.append((await look(judge, message, turn)).verdict)
        world.papers |= turn.papers
    return out


async def test_lines_are_for_review_once_and_an_advert_with_what_they_lack() -> None:
    """Talk after them says nothing; the number that comes last makes all of them one; then it begins anew."""
    said = await verdicts("刷单", "找我", "真的", "13812345678", "谢谢")
    assert said == ["clear", "review", "clear", "advert", "clear"]


async def test_a_line_for_review_is_warned_of_by_itself_only() -> None:
    """What follows it within the minute is no second warning."""
    assert await verdicts("刷单日结", "找我", "真的") == ["review", "clear", "clear"]
    assert await verdicts("刷单日结", "找我", "13812345678") == ["review", "clear", "advert"]


async def test_after_a_minute_lines_are_new() -> None:
    """A review of long ago holds nothing back, and joins nothing."""
    assert await verdicts("刷单", "找我", seconds=61) == ["clear", "clear"]


async def test_a_review_holds_back_only_what_is_read_with_it() -> None:
    """Forty seconds apart, a line is joined with the one before it only: the review is over by the fourth."""
    said = await verdicts("刷单日结", "找我", "真的", "刷单", "找我", seconds=40)
    assert said == ["review", "clear", "clear", "review", "clear"]
