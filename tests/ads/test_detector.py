"""What a verdict promises: own words only, no weak signal alone, every contribution told."""

import math

import pytest

from handlers.ads.detector import Detector, Limits, Verdict
from handlers.ads.model import load
from handlers.ads.normalise import reading
from handlers.ads.post import Post
from handlers.ads.signals import Circumstances, probability
from handlers.ads.taught import things
from tests.ads.corpus import ADVERTS, ENGLISH, EVASIONS, HAM

DETECTOR = Detector()
GREETING = Post("大家早上好，今天天气不错")
ADVERT = Post("兼职日结，一单一结，加薇信 lanlan8872 了解")


def contributions(verdict: Verdict) -> dict[str, float]:
    """Signal → weight."""
    return {signal.name: signal.weight for signal in verdict.signals}


def test_an_advert_is_an_advert_and_a_greeting_is_not() -> None:
    """The plain case."""
    assert DETECTOR.judge(ADVERT).verdict == "advert"
    assert DETECTOR.judge(GREETING).verdict == "clear"


def test_the_weights_of_the_signals_add_up_to_the_score() -> None:
    """Nothing counts that is not told: the sum is the log odds."""
    known = Circumstances(
        rooms=2, first=True, since_join=5.0, trusted=True, copied=True, nickname=0.9, taught=0.3
    )
    post = Post("看 t.cn/abc", kind="link", link_url="https://t.me/+abc", link_title="福利", codes=("x",))
    verdict = Detector({"own": ["福利"]}).judge(post, known)
    assert verdict.score == probability(sum(signal.weight for signal in verdict.signals))


def test_nobody_is_judged_by_what_they_quote() -> None:
    """A quoted advert changes nothing."""
    asked = Post("这个靠谱吗", quoted=ADVERT.text)
    assert DETECTOR.judge(asked).score == DETECTOR.judge(Post("这个靠谱吗")).score


def test_an_operators_word_alone_is_for_review() -> None:
    """A word of the list makes a person look, and removes nobody."""
    verdict = Detector({"own": ["天气"]}).judge(GREETING)
    assert verdict.verdict == "review"
    assert "own:天气" in [signal.detail for signal in verdict.signals]


def test_many_operators_words_are_still_one_signal() -> None:
    """However many words of lists are in it: without a second signal it stays with a person."""
    words = ["大家", "早上", "早上好", "今天", "天气", "不错", "今天天气"]
    assert Detector({"own": words}).judge(GREETING).verdict == "review"


@pytest.mark.parametrize(
    "post",
    [
        Post("天气群 12345678"),
        Post("看天气 http://weather.example.com"),
        Post("天气", kind="mini_program", app_id="wx1"),
        Post("天气", kind="contact", contact_id="wxid_1"),
    ],
)
def test_an_operators_word_with_something_to_reach_is_an_advert(post: Post) -> None:
    """The word and a contact, a link or a stranger's card: two signals."""
    assert Detector({"own": ["天气"]}).judge(post).verdict == "advert"


@pytest.mark.parametrize(
    "known",
    [
        Circumstances(first=True),
        Circumstances(since_join=3.0),
        Circumstances(nickname=1.0),
        Circumstances(rooms=1),
        Circumstances(copied=True),
        Circumstances(taught=1.0),
    ],
)
def test_no_circumstance_alone_makes_a_greeting_an_advert(known: Circumstances) -> None:
    """Each raises the score; none reaches even review by itself."""
    verdict = DETECTOR.judge(GREETING, known)
    assert verdict.score > DETECTOR.judge(GREETING).score
    assert verdict.verdict == "clear"


def test_trust_lowers_the_score() -> None:
    """A known member gets the benefit of the doubt."""
    assert DETECTOR.judge(ADVERT, Circumstances(trusted=True)).score < DETECTOR.judge(ADVERT).score


def test_the_same_text_in_many_rooms_counts_up_to_a_limit() -> None:
    """Copies raise the score room by room, and stop somewhere."""
    scores = [DETECTOR.judge(GREETING, Circumstances(rooms=n)).score for n in range(8)]
    assert scores[0] < scores[1] < scores[2] < scores[3] < scores[4] == scores[7]


@pytest.mark.parametrize("kind", ["mini_program", "contact"])
def test_a_strangers_card_is_evidence_but_no_verdict(kind: str) -> None:
    """A card without a word raises the score of an empty message and stays below act."""
    verdict = DETECTOR.judge(Post(kind=kind))
    assert verdict.score > DETECTOR.judge(Post()).score
    assert verdict.verdict != "advert"


def test_titles_of_cards_are_the_members_words() -> None:
    """An advert in the title of a card is one."""
    title = "兼职日结一天三百，加薇信lanlan8872"
    assert DETECTOR.judge(Post(kind="mini_program", app_id="wx1", app_title=title)).verdict == "advert"
    assert DETECTOR.judge(Post(kind="image", image_text=title)).verdict == "advert"


def test_a_denied_domain_is_an_advert_with_all_below_it() -> None:
    """The operator's word on domains is final; look-alike names are others."""
    detector = Detector(deny=["bad.com"])
    plain = Detector().judge(Post("看看 https://a.bad.com/x")).score
    assert detector.judge(Post("看看 https://a.bad.com/x")).score > plain
    assert "denied_link" not in contributions(detector.judge(Post("https://notbad.com/x")))
    assert "denied_link" in contributions(detector.judge(Post(kind="link", link_url="https://bad.com/")))


def test_an_allowed_domain_speaks_for_a_message_when_all_links_are_allowed() -> None:
    """One foreign link takes the allowance away."""
    detector = Detector(allow=["good.com"])
    assert contributions(detector.judge(Post("https://www.good.com/x")))["allowed_link"] < 0
    assert "allowed_link" not in contributions(detector.judge(Post("https://good.com https://t.cn/x")))


def test_news_and_offices_neither_add_nor_excuse() -> None:
    """The words around such links are judged; they are nothing to reach, unless the operator denies them."""
    news = "https://www.news.cn/2026/a.htm"
    greeted, sold = (
        DETECTOR.judge(Post(f"{GREETING.text} {news}")),
        DETECTOR.judge(Post(f"{ADVERT.text} {news}")),
    )
    assert greeted.signals == DETECTOR.judge(GREETING).signals
    assert sold.score == pytest.approx(DETECTOR.judge(ADVERT).score, abs=0.01)
    assert DETECTOR.judge(Post(news)).verdict == "clear"
    assert not things(greeted.found)
    own = Detector({"own": ["天气"]}, deny=["gov.cn"])
    assert own.judge(Post(f"今天天气不错 {news}")).verdict == "review"
    assert own.judge(Post("今天天气不错 https://abc88.vip/a")).verdict == "advert"
    assert "denied_link" in contributions(own.judge(Post("https://www.shanghai.gov.cn/")))


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/?vx:abc12345_jianzhi_rijie_300",
        "https://github.com/vx:abc12345_jianzhi_rijie_300",
        "https://github.com/?jianzhi_rijie_yijie_300",
        "https://github.com/#jianzhi_rijie_yijie_300",
    ],
)
def test_words_in_a_public_links_address_are_words(text: str) -> None:
    """A query, or an account to reach, is read with the text: nothing is taken out."""
    read = reading(text)
    assert contributions(DETECTOR.judge(Post(text)))["text"] == load().logit(read)


def test_limits_can_be_set_by_room() -> None:
    """The same score, other consequences."""
    score = DETECTOR.judge(ADVERT).score
    assert Detector(limits=Limits(score, math.nextafter(score, 2))).judge(ADVERT).verdict == "review"
    assert Detector(limits=Limits(0.0, score)).judge(ADVERT).verdict == "advert"
    assert Detector(limits=Limits(math.nextafter(score, 2), 2)).judge(ADVERT).verdict == "clear"


def test_what_to_reach_is_told_with_the_verdict() -> None:
    """Links and contacts are there for finding duplicates and for the case."""
    found = DETECTOR.judge(Post("加薇信 lanlan8872 看 ab88.vip")).found
    assert found.of("wechat") == ["lanlan8872"]
    assert [link.domain for link in found.links] == ["ab88.vip"]


def test_verdicts_are_the_same_every_time() -> None:
    """No clock, no chance, no memory: a second detector agrees to the last bit."""
    assert Detector().judge(ADVERT) == DETECTOR.judge(ADVERT)


@pytest.mark.parametrize("logit", [-1e6, -800.0, -40.0, 0.0, 40.0, 700.0])
def test_probabilities_stay_inside_their_bounds(logit: float) -> None:
    """Never 0, never 1, whatever adds up."""
    assert 0 < probability(logit) < 1


def test_order_survives_far_out() -> None:
    """Scores near 1 and near 0 are not rounded together: ranks can still be compared."""
    logits = [-300.0, -60.0, -30.0, -10.0, 0.0, 10.0, 30.0, 60.0, 300.0]
    scores = [probability(logit) for logit in logits]
    assert scores == sorted(set(scores))


def test_many_messages_at_once_have_the_verdicts_of_one_by_one() -> None:
    """The very same scores, signals and finds, for any number of messages, with cards and without words."""
    posts = [Post(text) for text in [*ADVERTS, *EVASIONS, *HAM, *ENGLISH, "", "a"]]
    posts += [Post("看", link_url="https://abc88.com"), Post("", kind="contact", contact_id="c")]
    assert DETECTOR.judge_all(posts) == [DETECTOR.judge(post) for post in posts]
    assert DETECTOR.judge_all(posts[:1]) == [DETECTOR.judge(posts[0])]
    assert DETECTOR.judge_all([]) == []
