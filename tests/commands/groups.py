"""The groups of the conversations: their rules, and what was done in them."""

import pytest

from bot.contract import Do
from bot.testing import Chat

SHOP = pytest.mark.rules("""
    version: 1
    staff: {moderator: [boss]}
    rules:
      check-in: {handler: check_in}
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{strike: 1}, {tag: 广告}, {say: "{{ member.name }} 不发广告哦"}]}
    """)
"""A group with a moderator, check-ins and a rule against adverts."""
OFFICE = pytest.mark.rules("""
    version: 1
    rooms: {name: ["妈妈好物*", 别的群]}
    management: office
    staff: {operator: [boss], moderator: [aaron]}
    rules:
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{strike: 1}, {task: {to: owner, text: "请看看 {{ member.name }}"}}]}
      no-trade:
        handler: match
        match: {text: {any_of: [回收]}}
        then: {hit: [recall]}
    """)
"""Several groups with an operator, a moderator and a management room."""


def done(room: Chat) -> list[tuple[Do, str]]:
    """Return what was performed besides talking: the verb and whom it is about."""
    return [(a.do, a.member.id if a.member else "") for a in room.performed if a.do is not Do.say]
