"""What a process opens to the outside: the page's socket, the Wechaty gateway, the eyes for pictures."""

import socket

from bot.app.settings import Settings
from bot.app.shelf import StoreShelf
from bot.contract import Gateway, SettingsError, SystemClock
from bot.pictures import EXTRA, PictureReader, reads_words

_PORTS = range(8080, 8100)
INSTALL = f"install OCR with: pip install '{EXTRA}' (in a clone: make ocr)"
"""How OCR gets onto this machine."""
_FETCHING, _PICTURE = 2.0, 5.0
"""Seconds for fetching a picture and for its codes, beside the time for its words; at least for all of it."""
_LOCAL = ("127.0.0.1:", "localhost:", "[::1]:")


def bind(settings: Settings) -> socket.socket:
    """Return the page's socket, on the port that is set or the first free one.

    Raises:
        SettingsError: the port is taken.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    refusal: OSError | None = None
    for port in _PORTS if settings.port is None else (settings.port,):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, port))
        except OSError as error:
            listener.close()
            refusal = error
        else:
            return listener
    where = settings.port or f"{_PORTS.start} to {_PORTS.stop - 1}"
    raise SettingsError(f"cannot listen on {settings.host} port {where}: {refusal}; set QUNGUAN_PORT")


def picture_reader(settings: Settings) -> PictureReader:
    """Return what reads pictures, with their words where that is set or installed.

    Raises:
        SettingsError: words are to be read, but what reads them is not installed.
    """
    if settings.ocr and not reads_words():
        raise SettingsError(f"QUNGUAN_OCR is true, but no OCR is installed: {INSTALL}; or unset it")
    words = reads_words() if settings.ocr is None else settings.ocr
    return PictureReader(words=settings.ocr_seconds if words else None)


def picture_deadline(pictures: PictureReader) -> float:
    """Return how many seconds a gateway gives a picture: all that its words may take, and a little before.

    So slow words cost no codes where fetching and codes take the usual time. Where codes come near the
    reader's own deadline (5 s), words after them may come too late: the message is told without its picture.
    """
    return max(_PICTURE, _FETCHING + pictures.patience)


def wechaty(settings: Settings, clock: SystemClock, shelf: StoreShelf, pictures: PictureReader) -> Gateway:
    """Return the gateway that the settings name.

    Raises:
        SettingsError: one of them is wrong.
    """
    from bot.gateways.wechaty import Wechaty, WechatySettings  # noqa: PLC0415  # a third of a second without need

    endpoint, token = settings.wechaty_endpoint or "", settings.wechaty_token
    if token is None:
        raise SettingsError(
            "WECHATY_PUPPET_SERVICE_ENDPOINT is set but no token: set WECHATY_PUPPET_SERVICE_TOKEN as well"
        )
    plain = endpoint.startswith(_LOCAL) if settings.wechaty_plain is None else settings.wechaty_plain
    try:
        return Wechaty(
            WechatySettings(
                endpoint=endpoint, token=token, account=settings.wechaty_account, plain=plain,
                tls_ca=settings.wechaty_ca, tls_name=settings.wechaty_tls_name,
                picture_deadline=picture_deadline(pictures),
            ),
            clock,
            shelf=shelf,
            read_picture=pictures,
        )  # fmt: skip
    except (ValueError, OSError) as error:
        raise SettingsError(f"the Wechaty gateway's settings are wrong: {error}") from error
