"""The garbage collector, held while rules are made: they make no cycles, and there are many of them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold the garbage collector: nodes make no cycles, and walking them over and over costs a third.

    What was made is put aside for good; it goes as soon as nobody refers to it. A single walk over
    5,000 rules, or counting what lies aside, would stop all threads for a tenth of a second and more.
    """
    was_on = gc.isenabled()
    gc.collect(0)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
