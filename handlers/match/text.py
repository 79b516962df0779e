"""Conditions on texts: words, patterns, beginnings, length, and which part of the message is meant."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.contract import Sought, normal
from handlers.match.amounts import Amount
from handlers.match.scene import Check, Part, Scene, Test
from handlers.match.words import Patterns, Words, folded_pattern, readable


class Condition(BaseModel):
    """Base of all conditions: settings that compile to a test; several keys in one must all hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def test(self) -> Test:
        """Compile."""
        raise NotImplementedError


def many(value: Any) -> Any:
    """Let a single word stand where a list may."""
    return (value,) if isinstance(value, str) else value


TextCheck = Callable[[str], str | None]
"""What of a normalised text fits (perhaps `""`), or `None`."""


def _any_of(words: tuple[str, ...]) -> TextCheck:
    return Words(words).first


def _all_of(words: tuple[str, ...]) -> TextCheck:
    has_all, shown = Words(words).all, "、".join(words)
    return lambda text: shown if has_all(text) else None


def _regex(patterns: tuple[str, ...]) -> TextCheck:
    return Patterns(patterns).first


def _starts(words: tuple[str, ...]) -> TextCheck:
    starts = Words(words).starts
    return lambda text: text[:32] if starts(text) else None


def _equals(words: tuple[str, ...]) -> TextCheck:
    equals = Words(words).equals
    return lambda text: text if equals(text) else None


def _length(amount: Amount) -> TextCheck:
    return lambda text: f"{len(text)} characters" if amount.fits(len(text)) else None


_BUILD: Mapping[str, Callable[[Any], TextCheck]] = {
    "length": _length,  # the cheapest first
    "equals": _equals,
    "starts": _starts,
    "any_of": _any_of,
    "all_of": _all_of,
    "regex": _regex,
}


Strings = tuple[str, ...] | None
Pattern = Annotated[str, AfterValidator(readable)]
"""A regular expression that RE2 takes."""


class TextIs(Condition):
    """What a text says; a word or a list alone means `any_of`. An empty list is never met."""

    any_of: Strings = Field(None, description="有其中一个词 | any of these words")
    all_of: Strings = Field(None, description="每个词都有 | all of these words")
    regex: tuple[Pattern, ...] | None = Field(None, description="正则表达式（RE2） | any of these patterns")
    starts: Strings = Field(None, description="以此开头 | begins with one of these")
    equals: Strings = Field(None, description="整条就是 | is one of these")
    length: Amount | None = Field(None, description='字数，如 ">= 20" | how many characters')
    parts: tuple[Part, ...] = Field(
        (Part.own_text,), alias="in", description="看哪部分 | in which parts of the message"
    )

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        if isinstance(value, str | list | tuple):
            return {"any_of": many(value)}
        if isinstance(value, dict):
            return {key: item if key == "length" else many(item) for key, item in value.items()}
        return value

    @model_validator(mode="after")
    def _compile(self) -> "TextIs":
        if not self.checks:
            raise ValueError("say what the text must be: any_of, all_of, regex, starts, equals or length")
        return self

    @cached_property
    def checks(self) -> tuple[TextCheck, ...]:
        """The compiled keys, made when the rule is read so that a refused pattern is an error of the file."""
        settings = {name: getattr(self, name) for name in _BUILD}
        return tuple(_BUILD[name](value) for name, value in settings.items() if value is not None)

    def seeks(self) -> Sought | None:
        """Return what must stand in a text for all keys to hold, `None` if only its length is asked for."""
        for words, most in ((self.any_of, None), (self.all_of, 1), (self.starts, None), (self.equals, None)):
            if words is not None:
                return Sought(words=tuple(filter(None, map(normal, words)))[:most])
        if self.regex is not None:
            return Sought(patterns=tuple(map(folded_pattern, self.regex)))
        return None

    def find(self, text: str) -> str | None:
        """Return what was found in a normalised text, or `None` if one of the keys does not hold."""
        found = ""
        for check in self.checks:
            match = check(text)
            if match is None:
                return None
            found = match or found
        return found

    def test(self) -> Test:
        """Compile: any of the parts may hold it."""
        return Test(plain=(self._one() if len(self.parts) == 1 else self._several(),))

    def _one(self) -> Check:
        part, find = self.parts[0], self.checks[0] if len(self.checks) == 1 else self.find

        def check(scene: Scene) -> bool:
            found = find(scene.text(part))
            return found is not None and scene.saw("text", _placed(part, found))

        return check

    def _several(self) -> Check:
        def check(scene: Scene) -> bool:
            for part in self.parts:
                found = self.find(scene.text(part))
                if found is not None:
                    return scene.saw("text", _placed(part, found))
            return False

        return check


def _placed(part: Part, found: str) -> str:
    """What was found, with its place where that is not the member's own text."""
    return found if part is Part.own_text else f"{part.value}: {found}"
