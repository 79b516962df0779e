"""One look at a message in a turn: what it says, who says it, and what they said just before."""

from bot.contract import STAFF, Message, Turn
from bot.contract.lessons import Lessons, fleet_actor, rule_teacher
from bot.contract.reviews import DESK
from handlers.ads import pieces
from handlers.ads.copies import WORTH
from handlers.ads.judge import Judge, Judged
from handlers.ads.newcomers import circumstances, closer
from handlers.ads.sketch import bands


async def look(judge: Judge, message: Message, turn: Turn) -> Judged:
    """Judge a message; whatever is suspicious is looked at more closely, ordinary talk costs one reading."""
    known, lessons = await circumstances(message, turn), await turn.load(Lessons)
    judged = judge(message, known, lessons)
    if judged.score < pieces.PIECE:
        return judged
    if judged.score >= WORTH and (more := await closer(known, message, turn)) is not known:
        known, judged = more, judge(message, more, lessons)
    if judged.verdict == "advert" or judged.excused:
        return judged
    alone = judged.verdict == "review"
    if (joined := await pieces.join(message, turn, reviewed=alone)) is not None:
        together = judge.together(message, joined, judged, known, lessons)
        if together is not None and together.verdict == "advert":
            pieces.forget(turn)
            return together
        if together is not None and not joined.reviewed:
            pieces.review(turn, joined)
            return together
    return judged


def learn_picture(message: Message, turn: Turn) -> None:
    """Teach the fleet the picture of an advert that is acted on; like one moderator's word, for review."""
    if message.picture is None or turn.role(message.member) >= STAFF:
        return
    if not bands("picture", message.picture.hash):
        return  # a blank is everybody's
    turn.tell(
        fleet_actor(message.platform), None, DESK, teach="\n".join(message.picture.codes), advert=True,
        by=rule_teacher(turn.rule), full=False, quietly=True, picture=message.picture.hash,
    )  # fmt: skip
