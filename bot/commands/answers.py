"""What the commands may answer with, and the settings an operator has for them."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from bot.commands.registry import Command
from bot.commands.texts import Language
from bot.contract import Handler, Outcome, Remove, Role, Say, Strike
from bot.contract.people import RoleName


class Answers(Handler):
    """Settings and outcomes of the slash commands.

    What somebody typed reaches a text as a fact only, never as part of a template.

    Attributes:
        language: the language of all answers.
        prefixes: what a command may begin with besides `/` and `／`.
        roles: permission node → the lowest role that has it, instead of the command's own.
        silent: commands that say nothing at all to somebody without the right.
        house_rules: the group's rules in the operator's words, shown first by `/rules`.
    """

    language: Language = Field("zh", description="回答用的语言 | the language of all answers")
    prefixes: tuple[str, ...] = Field(
        (), description="除了 / 和 ／，指令还能以什么开头 | what else begins a command"
    )
    roles: Mapping[str, RoleName] = Field(
        {},
        description="权限 → 要什么身份，见 rules/README | permission node → the lowest role that has it",
    )
    silent: frozenset[str] = Field(
        frozenset(),
        description="没权限的人用了也不回应的指令 | commands that ignore whoever may not use them",
    )
    house_rules: str = Field(
        "", description="群规，/规则 最先显示 | the group's rules in words, shown first by /rules"
    )

    said = Outcome(Say("{{ text }}"), text=str)
    warned = Outcome(Strike(1), Say("{{ text }}"), text=str)
    kicked = Outcome(Remove(), Say("{{ text }}"), text=str)

    def least(self, command: Command) -> Role:
        """Return the lowest role that may use a command."""
        return self.roles.get(command.needs, command.role)

    def hushed(self, command: Command) -> bool:
        """Whether a command is silent to those who may not use it."""
        return bool({command.name, command.head, *command.aliases} & self.silent)

    def tell(self, text: str) -> Outcome:
        """Post a text in the room."""
        return self.said(text=text)

    def happened(self, name: str, **facts: Any) -> Outcome:
        """Say that one of the declared outcomes happened."""
        return self.declared[name](**facts)
