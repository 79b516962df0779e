"""The words in a picture (OCR): read by RapidOCR, with PaddleOCR's models for Chinese and English.

An extra of the package (`bot.pictures.extra`). The models come inside the library's wheel; nothing is
fetched when a picture is read. Only the process of `bot.pictures.child` loads it, on one thread.
"""

import os
from collections.abc import Iterator
from time import monotonic
from typing import Any, Protocol

from PIL import Image, ImageOps

from bot.pictures.read import opened

MOST_LINES = 48
"""Lines that are read of a picture, from the top."""
MOST_TEXT = 2000
"""Characters that are kept of them."""
_EDGE = 800
"""Pixels of the longer side: enough for a poster's small print, and lines are found in half a second."""
_SURE = 0.5
"""How sure the model must be of a line."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")


class Engine(Protocol):
    """What finds lines of text in a picture, and reads them."""

    def find(self, picture: Image.Image) -> list[Any]:
        """Return the lines from the top, cut out; turned ones are straight."""
        ...

    def read(self, line: Any) -> tuple[str, float]:
        """Return what a line says, and how sure that is, from 0 to 1."""
        ...


class WordReader:
    """Reads the words of one picture after another.

    Args:
        seconds: how long a picture may take; the lines after that are not read.
        engine: what reads, RapidOCR unless a test says otherwise.
    """

    def __init__(self, seconds: float, engine: Engine | None = None) -> None:
        self._seconds = seconds
        self._engine = engine or RapidEngine()

    def __call__(self, data: bytes) -> str:
        """Return the words of a picture, a line each, from the top; `""` where there are none.

        Raises:
            PictureRefused: when the bytes are no picture, too large, or broken.
        """
        end = monotonic() + self._seconds
        return "\n".join(self._lines(_small(data), end))[:MOST_TEXT]

    def _lines(self, picture: Image.Image, end: float) -> Iterator[str]:
        """Give line after line while there is time; a page of small print would take 15 s and more."""
        for line in self._engine.find(picture)[:MOST_LINES]:
            if monotonic() > end:
                return
            text, sure = self._engine.read(line)
            if sure >= _SURE and text.strip():
                yield text.strip()


class RapidEngine:
    """RapidOCR; the models are loaded when it is made, which takes a second or more."""

    def __init__(self) -> None:
        os.environ |= dict.fromkeys(_ONE_THREAD, "1")  # read when the libraries are loaded, in the next line
        from rapidocr import RapidOCR  # noqa: PLC0415
        from rapidocr.main import RapidOCRError  # noqa: PLC0415

        self._none_found = RapidOCRError
        self._engine = RapidOCR(params=_PARAMS)
        self.find(Image.new("RGB", (64, 64)))
        self.read(_pixels(Image.new("RGB", (64, 48))))

    def find(self, picture: Image.Image) -> list[Any]:
        """Return the lines from the top, cut out; turned ones are straight."""
        try:
            lines, _ = self._engine.detect_and_crop(_pixels(picture), {})
        except self._none_found:
            return []
        return list(lines)

    def read(self, line: Any) -> tuple[str, float]:
        """Return what a line says, and how sure that is."""
        said: Any = self._engine.recognize_txt([line])
        return said.txts[0], said.scores[0]


_PARAMS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Det.limit_type": "max",
    "Det.limit_side_len": _EDGE,
}
"""One thread, and no second look at each line for text that stands upside down."""


def _small(data: bytes) -> Image.Image:
    """Unpack a picture, no larger than is read, upright, on white where it is transparent."""
    with opened(data) as picture:
        picture.draft("RGB", (_EDGE, _EDGE))
        clear = "A" in picture.getbands() or "transparency" in picture.info
        small = picture.convert("RGBA" if clear else "RGB")
        turn = picture.getexif()
    small.thumbnail((_EDGE, _EDGE))
    if clear:
        small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small).convert("RGB")
    small.getexif().update(turn)
    return ImageOps.exif_transpose(small)


def _pixels(picture: Image.Image) -> Any:
    """Return the array that the engine takes: rows, columns, and blue before green before red."""
    import numpy as np  # noqa: PLC0415

    return np.asarray(picture)[:, :, ::-1]
