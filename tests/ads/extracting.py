"""What is found in a text, for the tests of links and of contacts."""

from handlers.ads.extract import Extracts, extract
from handlers.ads.normalise import reading


def found(text: str) -> Extracts:
    """The extracts of a text."""
    return extract(text, reading(text))
