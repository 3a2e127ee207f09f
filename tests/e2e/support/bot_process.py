"""The bots of a journey: processes of their own."""

from pathlib import Path
from typing import Any

import pytest

from demo.stage import Bot, free_port, sandbox_settings
from sandbox.driver import Sandbox
from tests.e2e.support.fork_client import ForkServer

LOG = pytest.StashKey["Bots"]()
"""Where a test finds the bots whose log it shows if it fails."""


class QuickBot(Bot):
    """A bot that the fork server starts."""

    def __init__(self, settings: dict[str, str], log: Path, fork_server: ForkServer | None) -> None:
        super().__init__(settings, log)
        self._fork_server = fork_server

    def _launch(self) -> Any:
        return self._fork_server.fork(self.environment, self._log) if self._fork_server else super()._launch()


class Bots:
    """Every bot of one journey. They share a database, as machines of one installation do."""

    def __init__(
        self, sandbox: Sandbox, folder: Path, database: str, door: str, fork_server: ForkServer | None
    ) -> None:
        self._sandbox, self._folder, self._database = sandbox, folder, database
        self._over_http = door == "http"
        self._fork_server = fork_server
        self._bots: list[Bot] = []
        self.logs: list[Path] = []

    def prepare(self, name: str = "desk", *, quick: bool = True, **settings: str) -> Bot:
        """A bot that is not started yet. `settings` go over the usual ones."""
        port, log = free_port(), self._folder / f"{name}.log"
        usual = sandbox_settings(self._sandbox.base_url, self._database, port, over_http=self._over_http)
        whole = usual | {"LOG_FORMAT": "json", "PROCESS_NAME": name, "DIGEST": "off"} | settings
        bot = QuickBot(whole, log, self._fork_server if quick else None)
        self._bots.append(bot)
        self.logs.append(log)
        return bot

    def start(self, name: str = "desk", **settings: Any) -> Bot:
        """A bot that is ready; over HTTP, Slack has been given its address."""
        bot = self.prepare(name, **settings).start()
        if self._over_http:
            self._sandbox.slack.delivery(mode="http", url=f"{bot.url}/slack/events", verify=True)
        return bot

    def stop(self) -> None:
        """Stop every bot."""
        for bot in self._bots:
            bot.stop()

    def kill(self) -> None:
        """Kill every bot, which is faster than to stop it."""
        for bot in self._bots:
            bot.kill()

    def log(self) -> str:
        """What all of them wrote."""
        return "\n".join(log.read_text(encoding="utf-8") for log in self.logs if log.exists())
