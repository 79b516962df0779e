"""Errors, named by what the caller should do about them."""


class QunguanError(Exception):
    """Base of all errors with a message for a person: what, where, what to do."""


class SettingsError(QunguanError):
    """The installation's settings are wrong: correct them and start again."""


class RulebookError(QunguanError):
    """A rule file is wrong: the last good rulebook stays in force."""


class StoreError(QunguanError):
    """Redis cannot be used as it is: unreachable, too old, or of another installation."""


class StoreAway(StoreError):
    """Redis did not answer, or cannot serve for now: nobody knows what became of the call; try again."""


class LeaseLost(QunguanError):
    """Another worker has taken the shard over: drop what was cached and leave it alone."""


class GatewayError(QunguanError):
    """The platform refused, for good: do not repeat. `uncertain` if it may have been performed."""

    def __init__(self, message: str, *, uncertain: bool = False) -> None:
        super().__init__(message)
        self.uncertain = uncertain


class GatewayBusy(GatewayError):
    """The platform said "too often", or is away; nothing was performed: wait, then repeat."""

    def __init__(self, message: str, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after
