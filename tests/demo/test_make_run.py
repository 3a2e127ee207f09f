"""`make run`: one at a time in a folder, one line for a busy port, and progress while it installs."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.claims import CannotStart, claim_folder, require_free
from demo.install import progress
from demo.stage import ROOT, free_port

PIP_SAID = [
    "Collecting anyio==4.9.0\n",
    "  Using cached anyio-4.9.0-py3-none-any.whl (100 kB)\n",
    "Collecting httpx==0.28.1\n",
    "Installing collected packages: anyio, httpx\n",
    "Successfully installed anyio-4.9.0 httpx-0.28.1\n",
]


def second_run(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    start = f"import pathlib, demo.run; demo.run.main(pathlib.Path({str(folder)!r}))"
    return subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30
    )


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", free_port())) as listening:
        yield listening.getsockname()[1]


def test_a_second_run_in_the_same_folder_says_where_the_first_one_is_and_keeps_its_database(tmp_path: Path) -> None:
    database = tmp_path / "desk.sqlite3"
    with claim_folder(tmp_path, "http://127.0.0.1:8400/"):
        database.write_text("rows of the first run")

        ended = second_run(tmp_path)

        assert ended.returncode == 1
        assert ended.stderr == (
            "Connector Desk is running in this folder already: open http://127.0.0.1:8400/. "
            "To start anew, stop it first with Ctrl-C.\n"
        )
        assert database.read_text() == "rows of the first run"


def test_a_folder_is_free_again_after_its_run(tmp_path: Path) -> None:
    for _ in range(2):
        with claim_folder(tmp_path, "http://127.0.0.1:8400/"):
            assert (tmp_path / "running").read_text() == "http://127.0.0.1:8400/\n"


@pytest.mark.parametrize("setting", ["PORT", "SANDBOX_PORT"])
def test_a_busy_port_is_one_line_and_nothing_is_deleted(tmp_path: Path, busy_port: int, setting: str) -> None:
    (tmp_path / "desk.sqlite3").write_text("rows of an earlier run")
    others = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port())}

    ended = second_run(tmp_path, **others | {setting: str(busy_port)})

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"Port {busy_port} is in use. Stop the program that uses it, or choose another port: "
        f"{setting}={busy_port + 1} make run\n"
    )
    assert (tmp_path / "desk.sqlite3").exists()


@pytest.mark.parametrize(("value", "words"), [("soon", "SANDBOX_PORT is “soon”."), ("70000", "SANDBOX_PORT is 70000.")])
def test_a_port_outside_the_range_is_one_line(tmp_path: Path, value: str, words: str) -> None:
    ended = second_run(tmp_path, SANDBOX_PORT=value, PORT=str(free_port()))

    assert (ended.returncode, ended.stderr) == (1, f"{words} A port is a number from 1 to 65535.\n")


def test_the_sandbox_alone_names_a_busy_port_too(busy_port: int) -> None:
    command = [sys.executable, "-m", "sandbox", "--port", str(busy_port)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)

    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"Port {busy_port} can't be used" in ended.stderr


def test_a_free_port_passes() -> None:
    port = free_port()
    require_free(port, "PORT")

    with socket.create_server(("127.0.0.1", port)), pytest.raises(CannotStart):
        require_free(port, "PORT")


def test_an_installation_shows_each_package_in_one_line_of_a_terminal() -> None:
    shown = "".join(progress(PIP_SAID, 2, is_terminal=True))

    assert shown.split("\r\033[K") == ["", "  [1/2] anyio", "  [2/2] httpx", "  Unpacking 2 packages …\n"]


def test_an_installation_shows_some_packages_in_a_log() -> None:
    many = [f"Collecting package{number}==1.0\n" for number in range(25)]

    assert list(progress(many, 25, is_terminal=False)) == ["  [10/25]\n", "  [20/25]\n"]
