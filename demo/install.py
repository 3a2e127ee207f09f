"""Install the locked requirements into the environment of this Python, and show the progress (`make run` does it once).

It runs before anything is installed, so it uses the standard library alone.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

PIP = ("pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--require-hashes")
PINNED = re.compile(r"^[A-Za-z0-9][^\s=]*==", re.MULTILINE)
CLEAR = "\r\033[K"
"""Moves a terminal's cursor to the beginning of its line, and clears it."""
LINES_IN_A_FILE = 10
"""How many packages one line of progress stands for where it isn't a terminal."""


def main(file: str) -> int:
    """Install what a requirements file pins. Returns pip's exit code, and prints all that pip said if it failed."""
    total = len(PINNED.findall(Path(file).read_text(encoding="utf-8")))
    command = [sys.executable, "-m", *PIP, "-r", file]
    said: list[str] = []
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as pip:
        for line in progress(_kept(pip.stdout or (), said), total, is_terminal=sys.stdout.isatty()):
            print(line, end="", flush=True)
    if pip.returncode:
        print("".join(["\n", *said]), file=sys.stderr)
    return pip.returncode


def _kept(lines: Iterable[str], said: list[str]) -> Iterator[str]:
    for line in lines:
        said.append(line)
        yield line


def progress(lines: Iterable[str], total: int, *, is_terminal: bool) -> Iterator[str]:
    """Yield what to print for pip's lines: one line that changes in a terminal, else one for some packages."""
    count = 0
    for line in lines:
        if line.startswith("Collecting "):
            count = min(count + 1, total)
            if is_terminal:
                yield f"{CLEAR}  [{count}/{total}] {line.split()[1].partition('==')[0]}"
            elif count % LINES_IN_A_FILE == 0:
                yield f"  [{count}/{total}]\n"
        elif line.startswith("Installing collected packages"):
            yield f"{CLEAR if is_terminal else ''}  Unpacking {count} packages …\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
