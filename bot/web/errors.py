"""One shape for everything that went wrong: `{"error": {"code", "message", "hint"}}`."""

import json
from functools import singledispatch

import structlog
from aiohttp import web
from pydantic import ValidationError

from bot.contract import Fact, GatewayBusy, GatewayError, StoreError

log = structlog.get_logger()
_CODES = {
    400: ("bad_request", "Look at the address and the body of the request."),
    404: ("not_found", "The page is at /, its acts are at /api/act."),
    405: ("wrong_method", "The header Allow names the methods that work here."),
    413: ("too_large", "Send less at once; 64 KiB is the limit."),
}


class Problem(Fact):
    """An answer of status 4xx or 5xx: `code` for programs, `message` what is wrong, `hint` what to do."""

    status: int
    code: str
    message: str
    hint: str = ""

    def response(self) -> web.Response:
        """Return it as JSON."""
        return web.json_response(
            {"error": self.model_dump(exclude={"status"})}, status=self.status, dumps=_dumps
        )


class Wrong(Exception):
    """Raised to answer a request with a problem."""

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(status=status, code=code, message=message, hint=hint)


@singledispatch
def explain(error: Exception) -> Problem:
    """Turn an error into an answer; one that nobody foresaw is logged with its traceback."""
    log.error("request.failed", error=type(error).__name__, exc_info=error)
    hint = "It is in the log; please report it with the lines there."
    return Problem(status=500, code="failed", message="an error of the server's own", hint=hint)


@explain.register
def _wrong(error: Wrong) -> Problem:
    return error.problem


@explain.register
def _http(error: web.HTTPException) -> Problem:
    code, hint = _CODES.get(error.status, ("bad_request", ""))
    return Problem(status=error.status, code=code, message=error.reason, hint=hint)


@explain.register
def _invalid(error: ValidationError) -> Problem:
    """Say where and what, without repeating what was sent."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    said = [f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in faults[:3]]
    return Problem(
        status=400, code="bad_input", message="; ".join(said), hint="Correct it and send it again."
    )  # fmt: skip


@explain.register
def _refused(error: GatewayError) -> Problem:
    code = getattr(error, "code", "refused")
    status = 404 if code.startswith("unknown_") else 409
    return Problem(status=status, code=code, message=str(error), hint=getattr(error, "hint", ""))


@explain.register
def _busy(error: GatewayBusy) -> Problem:
    return Problem(status=503, code="busy", message=str(error), hint="Try again shortly.")


@explain.register
def _away(error: StoreError) -> Problem:
    hint = "Try again shortly; if it lasts, look at /readyz."
    return Problem(status=503, code="store_away", message=f"the store does not answer: {error}", hint=hint)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
