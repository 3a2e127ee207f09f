"""A bot that runs: it finishes what was begun, keeps the timetable, and lets people in."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import structlog

from bot import engine, metrics
from bot.app import Parts, engine_store
from bot.clock import SandboxClock
from bot.helping import helping
from bot.questioning import QuestionAgenda
from bot.schedule import Entry, Timetable
from bot.server import Doors, Hook
from bot.slack.bolt import HttpDoor, Socket, build
from bot.slack.front import Front
from bot.store.database import migrate

log = structlog.get_logger(__name__)

SILENT = timedelta(seconds=60)
"""After this long without a sign of life a process counts as dead: four of its beats are missing."""
KEPT = timedelta(days=7)
"""How long finished workflows stay, for somebody who wants to know what happened."""


class Bot:
    """The parts, running."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._helping = helping(parts)
        self._timetable = Timetable(parts.clock, timetable(parts))
        self._socket: Socket | None = None

    def start(self) -> Doors:
        """Start everything; the doors are what the HTTP server opens."""
        parts = self._parts
        migrate(parts.database)
        if isinstance(parts.clock, SandboxClock):
            parts.clock.follow(self._timetable.moved)
        parts.processes.beat(parts.settings.name)
        store = engine_store(parts.settings.database_url)
        engine.start(parts.desk, *store, parts.settings.name, self._helping.register)
        self._timetable.start()
        return self._open_doors()

    def stop(self) -> None:
        """Close the doors; whatever is unfinished goes on at the next start."""
        if self._socket:
            self._socket.stop()
        self._timetable.stop()
        if isinstance(self._parts.clock, SandboxClock):
            self._parts.clock.stop()
        engine.stop()
        self._parts.close()

    def ready(self) -> dict[str, bool]:
        """Whether each thing works that people need to come in."""
        connected = self._socket is None or self._socket.is_connected()
        return {"database": self._parts.processes.works(), "slack": connected}

    def _open_doors(self) -> Doors:
        parts, settings = self._parts, self._parts.settings
        app = build(parts.slack, parts.directory, front(parts, self._helping.agenda))
        slack = None
        if settings.socket_mode:
            self._socket = Socket(app, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
            self._socket.start()
        else:
            slack = HttpDoor(app, settings.slack_signing_secret.get_secret_value()).answer
        return Doors(
            ready=self.ready,
            metrics=metrics.page(parts.requests.count_by_status, parts.requests.count_lagging),
            slack=slack,
            hooks={"fivetran": fivetran_hook(parts), "jira": jira_hook(parts)},
            returned=lambda _request_id: look_now(parts),
        )


def front(parts: Parts, questions: QuestionAgenda) -> Front:
    """What the listeners get."""
    return Front(
        slack=parts.slack,
        desk=parts.desk,
        catalogue=parts.catalogue,
        intake=parts.requests,
        actions=parts.agenda,
        questions=questions,
        channel=parts.settings.slack_channel,
        superusers=parts.settings.ids("superusers"),
        new_id=lambda: uuid.uuid4().hex[:12],
        offers_answers=parts.settings.offer_answers,
    )


def fivetran_hook(parts: Parts) -> Hook:
    """Fivetran's web hook is a hint to look."""
    secret = parts.settings.fivetran_webhook_secret.get_secret_value()
    return Hook(secret, "x-fivetran-signature-256", lambda _body: look_now(parts))


def jira_hook(parts: Parts) -> Hook:
    """Jira's web hook is a hint to look at one ticket; hints about anything else are ignored."""

    def heard(body: bytes) -> None:
        try:
            ticket = str(json.loads(body)["issue"]["id"])
        except (ValueError, KeyError, TypeError):
            return
        at = int(parts.clock.now().timestamp() * 1000)  # two changes within a second are two hints
        parts.agenda.tick("heed", at, ticket)

    return Hook(parts.settings.jira_webhook_secret.get_secret_value(), "x-hub-signature", heard)


def look_now(parts: Parts) -> None:
    """Something happened at Fivetran, says somebody: look for ourselves, and not only within a minute."""
    at = int(parts.clock.now().timestamp())
    for group in parts.settings.groups:
        parts.agenda.watch(at, group)


def timetable(parts: Parts) -> list[Entry]:
    """What happens every so often. A tick's time is in its workflow's id: N processes do the work of one."""

    def watch(at: int) -> None:
        for group in parts.settings.groups:
            parts.agenda.watch(at, group)

    def rescue(_at: int) -> None:
        parts.processes.beat(parts.settings.name)
        for name in parts.processes.silent_for(SILENT):
            log.warning("a process went silent", process=name, resumed=engine.resume(name))
            parts.processes.bury(name)

    def prune(_at: int) -> None:
        engine.prune((datetime.now(UTC) - KEPT).isoformat())

    return [
        Entry("rescue", timedelta(seconds=15), rescue),
        Entry("sweep", timedelta(seconds=10), lambda at: parts.agenda.tick("sweep", at)),
        Entry("watch", timedelta(seconds=60), watch),
        Entry("heed", timedelta(seconds=60), lambda at: parts.agenda.tick("heed_all", at)),
        Entry("sweep_access", timedelta(seconds=10), lambda at: parts.agenda.tick("sweep_access", at)),
        Entry("expire", timedelta(hours=1), lambda at: parts.agenda.tick("expire", at)),
        Entry("prune", timedelta(hours=6), prune),
    ]
