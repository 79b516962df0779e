"""Whether words in pictures can be read here: OCR is an extra of the package, large beside the rest of it."""

from importlib.util import find_spec

EXTRA = "qunguan[ocr]"
"""What to install for it."""


def reads_words() -> bool:
    """Whether the extra is installed; nothing of it is loaded."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))
