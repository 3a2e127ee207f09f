"""Print a story as a conversation."""

import textwrap

WIDTH = 100
MARGIN = 12


class Narrator:
    """Print what each person does and what each service shows."""

    def __init__(self) -> None:
        self._chapter = 0

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self._chapter += 1
        print(f"\n{self._chapter}. {title} ".ljust(WIDTH, "─"), flush=True)

    def does(self, who: str, what: str) -> None:
        """Print what a person does."""
        self._block(who, what)

    def shows(self, where: str, text: str) -> None:
        """Print what a service shows."""
        self._block(f"[{where}]", text)

    def time(self, words: str) -> None:
        """Print how much time passes."""
        print(f"{'':{MARGIN}}··· {words} ···", flush=True)

    def _block(self, label: str, text: str) -> None:
        lines = [part for line in text.splitlines() for part in _wrapped(line)]
        for number, line in enumerate(lines or [""]):
            print(f"{label if number == 0 else '':<{MARGIN}}{line}", flush=True)


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH - MARGIN, subsequent_indent="  ", break_long_words=False) or [""]
