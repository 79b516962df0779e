"""Logs: JSON lines on standard error, one an event, without the members' words."""

import logging
import sys
from typing import Literal

import structlog


def set_up_logs(level: str = "info", form: Literal["json", "console"] | None = None) -> None:
    """Configure structlog for this process; without `form` a terminal gets colours and a file gets JSON."""
    console = form == "console" or (form is None and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if console:
        plain = structlog.dev.plain_traceback  # a richer one shows local variables: members' words, settings
        shared.append(structlog.dev.ConsoleRenderer(exception_formatter=plain))
    else:
        shared += [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    structlog.configure(
        processors=shared,
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
