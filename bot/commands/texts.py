"""What the bot says to people, in both languages."""

from typing import Literal, NamedTuple

from bot.contract import Member, harmless, normal

Language = Literal["zh", "en"]
"""The languages in which commands answer."""


class Both(NamedTuple):
    """One text in Chinese and English, with `{names}` for what is filled in."""

    zh: str
    en: str

    def say(self, language: Language, **values: object) -> str:
        """Return the text of one language; values are data, braces in them stay what they are."""
        template = self.zh if language == "zh" else self.en
        return template.format(**values) if values else template


def called(member: Member) -> str:
    """Return how to call a member in a text: the name made harmless, or the id if there is none."""
    return harmless(member.name) or member.id


def at(member: Member) -> str:
    """Return a mention of a member; of one who is called like everybody, the name alone."""
    name = called(member)
    plain = normal(name).lstrip("@ ")
    everybody = plain.startswith("所有人") or plain in {"all", "everyone", "全体成员"}
    return name if everybody else f"@{name}"
