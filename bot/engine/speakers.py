"""Who speaks: the account that heard an event, or another of ours that an answer names, marked as a bot's."""

import structlog

from bot.contract import Answer, Say
from bot.engine.scope import Scope

log = structlog.get_logger()


def account(scope: Scope, item: Answer) -> str:
    """Return which account of ours performs an answer."""
    own = scope.stage.event.account
    return (item.account or own) if isinstance(item, Say) else own


def marked(item: Answer, text: str) -> str:
    """Return a text with the mark that it needs where an account is named; none can be without."""
    return f"{item.mark} {text}" if isinstance(item, Say) and item.account is not None else text


def reaches(scope: Scope, item: Answer) -> bool:
    """Tell whether the account that an answer names is logged in anywhere; else its text is dropped.

    Whether it sits in the room its own gateway knows, which then refuses. Nobody else says it instead.
    """
    stage, wanted = scope.stage, account(scope, item)
    if wanted == stage.event.account or f"{stage.event.platform}/{wanted}" in stage.logins:
        return True
    log.info("action.dropped", event_id=stage.event.id, rule=scope.of.id, account=wanted)
    return False
