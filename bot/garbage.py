"""Python's garbage collector, kept from what lives as long as the process."""

import gc

RARELY = 500_000
"""New objects until the next collection while the process starts: twice as many as a start creates."""
USUALLY = gc.get_threshold()


def collect_rarely() -> None:
    """Collect hardly ever. By default, the imports of a start cause hundreds of collections: a fifth of a second."""
    gc.set_threshold(RARELY)


def keep_what_is_loaded() -> None:
    """Exempt all present objects from collection, and collect as usual from now on.

    A full collection visits some 170,000 objects after the start, which takes 80 ms: longer than an ack should.
    So none happens here either: of what a start creates, it would free some hundred objects.
    """
    gc.freeze()
    gc.set_threshold(*USUALLY)


def leave_to_the_system() -> None:
    """Exempt all present objects from the collections at the end of the process: a quarter of a short command.

    The operating system takes the memory back anyway. Finalizers in cycles never run, which Python doesn't
    promise at the end: https://docs.python.org/3/reference/datamodel.html#object.__del__
    """
    gc.freeze()
