"""What a person at the page can do in the playground: the JSON of its acts, strictly checked."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from bot.contract import Contact, Forwarded, Kind, Link, MiniProgram, Picture
from bot.contract.people import RoleName

LONGEST_TEXT = 5000
"""Characters of a text."""
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]

_CARRIES = {
    Kind.link: "link",
    Kind.mini_program: "mini_program",
    Kind.contact: "contact",
    Kind.forwarded: "forwarded",
}
_TYPED = frozenset(Kind) - {Kind.recalled, Kind.unknown}


class Act(BaseModel):
    """Base of all acts: in `room`, closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    room: Id


class Post(Act):
    """`member` posts a message; `quote` is the id of the one it answers, `picture` what an image shows."""

    act: Literal["post"]
    member: Id
    kind: Kind = Kind.text
    text: Text = ""
    link: Link | None = None
    mini_program: MiniProgram | None = None
    contact: Contact | None = None
    picture: Picture | None = None
    forwarded: Annotated[tuple[Forwarded, ...], Field(min_length=1, max_length=50)] | None = None
    mentions: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    quote: Id | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind not in _TYPED:
            raise ValueError(f"nobody can post a message of kind {self.kind}")
        if self.kind is Kind.text and not self.text.strip():
            raise ValueError("a text message needs some text")
        for kind, field in _CARRIES.items():
            if (getattr(self, field) is None) is (self.kind is kind):
                raise ValueError(f"kind {kind} and the field {field} go together")
        if self.picture is not None and self.kind is not Kind.image:
            raise ValueError("only an image has a picture")
        self._check_card()
        return self

    def _check_card(self) -> None:
        parts = [
            part
            for card in (self.link, self.mini_program, self.contact)
            if card
            for part in card.model_dump().values()
        ] + [part for line in self.forwarded or () for part in (line.text, line.name)]
        if any(len(part) > 2000 for part in parts) or (parts and not parts[0].strip()):
            raise ValueError("a card's address or id has 1 to 2000 characters, and so its title at most")


class Whisper(Act):
    """`member`, who is or was in the room, writes to the bot privately; the page shows it in that room."""

    act: Literal["whisper"]
    member: Id
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=r"\S")]


class Join(Act):
    """Somebody comes in: a new person called `name`, or `member`, who was here or sits in another room."""

    act: Literal["join"]
    name: Name | None = None
    member: Id | None = None
    inviter: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.name is None) is (self.member is None):
            raise ValueError("give either name, for a new person, or member, for one who is known")
        return self


class Leave(Act):
    """`member` leaves of their own accord."""

    act: Literal["leave"]
    member: Id


class Kick(Act):
    """`by` removes `member` by hand."""

    act: Literal["kick"]
    member: Id
    by: Id


class Rename(Act):
    """`by` gives the room another name."""

    act: Literal["rename"]
    name: Name
    by: Id


class Appoint(Act):
    """The platform gives `member` another rank; whoever was owner before a new one is a member again."""

    act: Literal["appoint"]
    member: Id
    role: RoleName


AnyAct = Annotated[Post | Whisper | Join | Leave | Kick | Rename | Appoint, Field(discriminator="act")]
ACT: TypeAdapter[AnyAct] = TypeAdapter(AnyAct)
"""Decodes one act from JSON; raises `pydantic.ValidationError` on anything else."""
