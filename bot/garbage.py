"""Python's garbage collector, kept from what lives as long as the process."""

import gc


def keep_what_is_loaded() -> None:
    """Exempt all present objects from collection.

    A full collection visits some 150,000 objects after the start, which takes 80 ms: longer than an ack should.
    """
    gc.collect()
    gc.freeze()
