"""What stands between the browser and the handlers: whose page may call, and what a page may do."""

import ipaddress
from collections.abc import Collection

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.errors import Wrong, explain

OPEN = frozenset({"/healthz", "/readyz", "/metrics"})
"""Read by machines, under whatever name they know us; they show nothing of a member."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal: every answer carries the strict headers, and is asked for anew each time."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error in the one shape."""
    try:
        return await handler(request)
    except Exception as error:  # noqa: BLE001 - the one fence of the web room; `explain` logs what nobody foresaw
        response = explain(error).response()
        if isinstance(error, web.HTTPMethodNotAllowed):
            response.headers["Allow"] = error.headers["Allow"]
        return response


def only_from_here(hosts: Collection[str]) -> Middleware:
    """Make the middleware that lets only our own page call us.

    A browser names the page's origin with every POST and WebSocket; it must be ours. The
    name we are called by must be an address, `localhost`, or one of `hosts`: another name
    that resolves to us may be a stranger's page that had its name pointed here.
    """
    names = frozenset(host.lower() for host in hosts) | {"localhost"}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path not in OPEN:
            _check_host(request, names)
            _check_origin(request)
        return await handler(request)

    return check


def _check_host(request: web.Request, names: Collection[str]) -> None:
    name = request.host.rpartition(":")[0] if _has_port(request.host) else request.host
    if name.lower() not in names and not _is_address(name):
        raise Wrong(
            403, "wrong_host", "this page is not served under that name",
            "Open it by its address or localhost, or add the name to the allowed hosts.",
        )  # fmt: skip


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _check_origin(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    if origin is None or (request.method in {"GET", "HEAD"} and request.path != "/ws"):
        return
    if origin.partition("://")[2].lower() != request.host.lower():
        raise Wrong(403, "wrong_origin", "another site's page may not do this", "Use the page at /.")
