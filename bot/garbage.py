"""Python's garbage collector, kept from what lives as long as the process."""

import gc

RARELY = 200_000
"""New objects until the next collection while the process starts: more than a start creates."""
USUALLY = gc.get_threshold()


def collect_rarely() -> None:
    """Collect hardly ever. By default, the imports of a start cause hundreds of collections: a fifth of a second."""
    gc.set_threshold(RARELY)


def keep_what_is_loaded() -> None:
    """Exempt all present objects from collection, and collect as usual from now on.

    A full collection visits some 150,000 objects after the start, which takes 80 ms: longer than an ack should.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*USUALLY)
