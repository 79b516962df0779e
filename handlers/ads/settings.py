"""The settings of an `ads` rule that have parts of their own."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.contract import BOT_MARK, Mark, Span, Texts
from handlers.ads.answers import Handling
from handlers.ads.lexicon import Lexicon


def bare_domains(value: Any) -> Any:
    """Take domains as they are pasted: `https://www.example.com/` is `example.com`."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    hosts = (str(item).strip().lower().rpartition("//")[2].partition("/")[0] for item in value)
    return [host.removeprefix("*.").removeprefix("www.") for host in hosts]


Domains = Annotated[frozenset[str], BeforeValidator(bare_domains)]


def _readable(patterns: tuple[str, ...]) -> tuple[str, ...]:
    Lexicon({}, {"patterns": patterns})
    return patterns


Patterns = Annotated[tuple[str, ...], AfterValidator(_readable)]
"""RE2 patterns, found in the text as it is read; one that is none is refused when the file is read."""


class Part(BaseModel):
    """Base of the parts: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Allow(Part):
    """What is no advert here: domains with all below them, mini programs, accounts (their cards)."""

    domains: Domains = Field(frozenset(), description="域名，含子域名 | domains, with all below them")
    app_ids: frozenset[str] = Field(frozenset(), description="小程序 | mini programs")
    contacts: frozenset[str] = Field(
        frozenset(), description="名片上的账号 | accounts whose cards may be shown"
    )
    codes: frozenset[str] = Field(frozenset(), description="二维码的内容 | what our own codes say")


class Deny(Part):
    """What is an advert wherever it stands: domains with all below them, mini programs, accounts' cards."""

    domains: Domains = Field(frozenset(), description="域名，含子域名 | domains, with all below them")
    app_ids: frozenset[str] = Field(frozenset(), description="小程序 | mini programs")
    contacts: frozenset[str] = Field(
        frozenset(), description="名片上的账号 | accounts whose cards are adverts"
    )


class Copies(Part):
    """From when on the same number, link, text or picture elsewhere is held against a message.

    Attributes:
        rooms: in how many rooms, this one included; of a text, in which one account posted it.
        accounts: by how many accounts, this one included; either is enough. Two customers who paste the
            same sentence are no spammers yet, so it takes three.
        within: how far back, at most a day.
    """

    rooms: int = Field(2, ge=2, description="几个群里出现 | in how many rooms")
    accounts: int = Field(3, ge=2, description="几个账号发过 | by how many accounts")
    within: Annotated[Span, Field(le=timedelta(days=1))] = Field(
        timedelta(hours=1), description="多久之内 | how far back"
    )


class Softer(Part):
    """Members who are only ever asked, never removed (parents whose children post mini programs)."""

    tag: frozenset[str] = Field(frozenset(), description="有其中一个标签 | any of these tags")


def _plain(words: str) -> str:
    """Return an operator's words so that they mean nothing in a template."""
    return words.replace("{", "").replace("}", "")


class Penalty(Part):
    """A red packet is owed before the rule's `handling` comes: asked for, reminded of, cleared when seen.

    Attributes:
        within: how long there is time for it.
        remind: whether to remind at half of it.
        text: how it is asked for.
        amount: how much, in words; it stands in the text and in the list of `/red-packet`.
    """

    red_packet: bool = Field(default=True, description="罚红包 | a red packet")
    within: Span = Field(timedelta(minutes=10), description="多久之内发 | how long there is time for it")
    remind: bool = Field(default=True, description="过半时提醒 | remind at half time")
    text: Texts = Field(
        "@{{ member.name }} 群规说好的，发广告要发红包哦🧧", description="怎么说 | how it is asked for"
    )
    amount: str = Field("", max_length=30, description="多少，如 8.88 元 | how much, in words")

    @property
    def asks(self) -> Texts:
        """How it is asked for: the operator's words, or our own with the amount."""
        if not self.amount or "text" in self.model_fields_set:
            return self.text
        return f"@{{{{ member.name }}}} 群规说好的，发广告要发 {_plain(self.amount)} 红包哦🧧"


class Chain(Part):
    """What follows in the room after a gentle reminder, one line after the other, while the member is there.

    Attributes:
        lines: the texts, in order.
        every: the time between them.
        accounts: our other accounts that say them, in turn; without any the bot does. What they say begins
            with `mark`, which has to tell that a bot speaks.
    """

    lines: tuple[Texts, ...] = Field(max_length=5, description="一句一句说 | one line after the other")
    every: Span = Field(timedelta(seconds=20), description="隔多久一句 | the time between them")
    accounts: tuple[str, ...] = Field((), description="用哪些号说 | our other accounts that say them")
    mark: Mark = Field(BOT_MARK, description="标明是机器人 | what shows that a bot speaks")


Promise = Annotated[str, Field(min_length=2, max_length=50)]
"""Words of a promise, found anywhere in an answer."""
PROMISES = (
    "我保证", "保证不", "我答应", "答应你", "不再发", "再不发", "再也不发", "不会再发", "不发了", "i promise",
    "won't post", "won't do it again", "no more ads",
)  # fmt: skip
"""Words that are taken for a promise; a text that denies it is none (`way_back.promises`)."""


class FollowUp(Part):
    """What is written to a removed member some hours later: the way back, on a promise. The strike stays.

    Attributes:
        offer: whether there is a way back.
        after: how long they are ignored first.
        direct: what is written to them.
        promise: what they must answer, any of these words, to be invited back.
        within: how long their answer is waited for.
        task: what a person is asked where they answer something else, or cannot be written to.
    """

    offer: bool = Field(default=True, description="给不给台阶 | whether there is a way back")
    after: Span = Field(timedelta(hours=4), description="多久之后 | how long after")
    direct: Texts = Field(
        "你好，之前系统检测到广告把你移出了「{{ room.name }}」。"
        "答应不再发的话，回复我「我保证不再发」，我拉你回来～",
        description="私聊怎么说 | what is written to them",
    )
    promise: Annotated[tuple[Promise, ...], Field(min_length=1)] = Field(
        PROMISES, description="怎么答算答应 | which words of theirs are a promise"
    )
    within: Annotated[Span, Field(le=timedelta(days=30))] = Field(
        timedelta(days=3), description="多久之内答应才算 | how long their answer is waited for"
    )
    task: Texts = Field(
        "{{ member.name }} 因广告被移出「{{ room.name }}」；如果答应不再发，"
        "就在群里发 /拉回 {{ member.id }}，记录还在",
        description="没答应或私聊不到时请人做什么 | what a person is asked then",
    )


class Queue(Part):
    """Staff decide what is for review (`/ok 12`, `/no 12`); what they leave is decided for them.

    Attributes:
        within: how long they have.
        then: what becomes of it afterwards.
    """

    within: Span = Field(timedelta(hours=2), description="多久之内看 | how long staff have")
    then: Literal["clear", "advert"] = Field("clear", description="没人看就当 | what it is taken for then")


class Limits(Part):
    """Scores (probabilities) from which a message is for review, and from which it is an advert."""

    review: float = Field(gt=0, lt=1, description="多高要提醒 | from which score on it is for review")
    act: float = Field(gt=0, lt=1, description="多高算广告 | from which score on it is an advert")


Ladder = dict[Annotated[int, Field(ge=1)], Handling]
"""The how-manieth advert of a member, within `within` → how it is dealt with."""
