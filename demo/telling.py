"""Tell a story as a conversation that a person can follow."""

import textwrap

WIDTH = 100
MARGIN = 12


class Narrator:
    """Prints who said and did what, and what each of the three services shows."""

    def __init__(self) -> None:
        self._chapter = 0

    def chapter(self, title: str) -> None:
        """A new chapter."""
        self._chapter += 1
        print(f"\n{self._chapter}. {title} ".ljust(WIDTH, "─"), flush=True)

    def does(self, who: str, what: str) -> None:
        """Somebody does something."""
        self._block(who, what)

    def shows(self, where: str, text: str) -> None:
        """What is to be seen there now."""
        self._block(f"[{where}]", text)

    def time(self, words: str) -> None:
        """Time goes by."""
        print(f"{'':{MARGIN}}··· {words} ···", flush=True)

    def _block(self, label: str, text: str) -> None:
        lines = [part for line in text.splitlines() for part in _wrapped(line)]
        for number, line in enumerate(lines or [""]):
            print(f"{label if number == 0 else '':<{MARGIN}}{line}", flush=True)


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH - MARGIN, subsequent_indent="  ", break_long_words=False) or [""]
