"""A bot that runs: it finishes what was begun, keeps the timetable, and lets people in."""

import json
import uuid
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from bot import metrics
from bot.bootstrap.answers import Helping, helping
from bot.bootstrap.core import Parts, engine_store
from bot.bootstrap.incidents import IncidentAgenda, minding
from bot.bootstrap.retention import prune_engine, prune_tables
from bot.bootstrap.subscriptions import Subscribing, subscribers
from bot.clock import SandboxClock
from bot.durable import engine
from bot.durable.scheduler import Entry, Timetable
from bot.http.app import Doors, Hook
from bot.http.fivetran_webhook import Hearing
from bot.queries.recipients import hearing
from bot.slack.bolt import HttpDoor, Socket, build
from bot.slack.context import Front
from bot.store.database import migrate
from workflows.connections.webhooks import HookDesk, keep_hooks
from workflows.errors import Refused

log = structlog.get_logger(__name__)

SILENT = timedelta(seconds=60)
"""After this long without a sign of life a process counts as dead: four of its beats are missing."""


class Bot:
    """The parts, running."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._helping = helping(parts)
        self._minding = minding(parts, hearing(parts))
        self._subscribing = subscribers(parts, self._helping.answerer, self._helping.desk.rights)
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
        engine.start(parts.desk, *store, parts.settings.name, self._register)
        self._timetable.start()
        return self._open_doors()

    def opened(self) -> None:
        """The doors are open: from now on web hooks can come in, and Fivetran can try them out."""
        if self._parts.hooks.can_come:
            self._timetable.add(Entry("keep_hooks", timedelta(seconds=60), self._parts.agenda.keep_hooks))

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

    def _register(self) -> None:
        parts = self._parts
        self._helping.register()
        self._minding.register()
        self._subscribing.register()
        desk = engine.checkpointed(HookDesk(parts.clock, parts.hooks, parts.hook_book), {})
        engine.register("keep_hooks", partial(keep_hooks, desk=desk))

    def _open_doors(self) -> Doors:
        parts, settings = self._parts, self._parts.settings
        people = front(parts, self._helping, self._minding.agenda, self._subscribing)
        app = build(parts.slack, parts.directory, people)
        slack = None
        if settings.socket_mode:
            self._socket = Socket(app, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
            self._socket.start()
        else:
            slack = HttpDoor(app, settings.slack_signing_secret.get_secret_value()).answer
        return Doors(
            ready=self.ready,
            notes=parts.hook_book.wrong if parts.hooks.can_come else dict,
            metrics=metrics.page(
                metrics.Requests(parts.requests.count_by_status, parts.requests.count_lagging),
                metrics.Fivetran(
                    lambda: parts.pacer.usage,
                    lambda: parts.pacer.pace,
                    parts.hook_book.works if parts.hooks.can_come else dict,
                ),
            ),
            slack=slack,
            hooks={"fivetran": fivetran_hook(parts), "jira": jira_hook(parts)},
            returned=partial(returned, parts),
        )


def front(parts: Parts, helping: Helping, incidents: IncidentAgenda, subscribing: Subscribing) -> Front:
    """What the listeners get."""
    return Front(
        slack=parts.slack,
        desk=parts.desk,
        catalogue=parts.catalogue,
        intake=parts.requests,
        drafts=parts.drafts,
        acquaintances=parts.directory,
        overview=parts.overview,
        actions=parts.agenda,
        incidents=incidents,
        subscribers=subscribing,
        questions=helping.agenda,
        looking=helping.looking,
        digests=helping.digests,
        homes=parts.homes,
        channel=parts.settings.slack_channel,
        superusers=parts.settings.ids("superusers"),
        new_id=lambda: uuid.uuid4().hex[:12],
        offers_answers=parts.settings.offer_answers,
        is_agent=parts.settings.slack_agent_view,
    )


def fivetran_hook(parts: Parts) -> Hook:
    """Fivetran's web hook is a hint to look."""
    secret = parts.settings.fivetran_webhook_secret.get_secret_value()
    hearing = Hearing(parts.hook_book, parts.settings.groups, partial(hint, parts))
    return Hook(secret, "x-fivetran-signature-256", hearing.heard)


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


def hint(parts: Parts, group: str) -> None:
    """Something happened in a group, says somebody: look for ourselves, and not only within a minute.

    While Fivetran's quota is short, the next round has to do.
    """
    if parts.pacer.allows(group):
        parts.agenda.look_soon(group)


def returned(parts: Parts, request_id: str) -> None:
    """A browser came back from a Connect Card. Its owner waits, so this look is made whatever the quota.

    Whoever has no Connect Card of ours does not know the id of a request either, and causes nothing.
    """
    with suppress(Refused):
        parts.requests.get(request_id)
        parts.agenda.look_soon(parts.settings.fivetran_dev_group)


def timetable(parts: Parts) -> list[Entry]:
    """What happens every so often. A tick's time is in its workflow's id: N processes do the work of one."""

    def watch(at: int) -> None:
        parts.pacer.adapt()
        for group in filter(parts.pacer.allows, parts.settings.groups):
            parts.agenda.watch(at, group)

    def rescue(_at: int) -> None:
        parts.processes.beat(parts.settings.name)
        for name in parts.processes.silent_for(SILENT, parts.settings.name):
            log.warning("a process went silent", process=name, resumed=engine.resume(name))
            parts.processes.bury(name)

    return [
        Entry("rescue", timedelta(seconds=15), rescue),
        Entry("sweep", timedelta(seconds=10), lambda at: parts.agenda.tick("sweep", at)),
        Entry("sweep_incidents", timedelta(seconds=10), lambda at: parts.agenda.tick("sweep_incidents", at)),
        Entry("watch", timedelta(seconds=60), watch),
        Entry("attend", timedelta(seconds=60), lambda at: parts.agenda.tick("attend", at)),
        Entry("heed", timedelta(seconds=60), lambda at: parts.agenda.tick("heed_all", at)),
        Entry("sweep_access", timedelta(seconds=10), lambda at: parts.agenda.tick("sweep_access", at)),
        Entry("digests", timedelta(seconds=60), lambda at: parts.agenda.tick("publish_due", at)),
        Entry("expire", timedelta(hours=1), lambda at: parts.agenda.tick("expire", at)),
        Entry("refresh", timedelta(hours=1), lambda at: parts.agenda.tick("refresh", at)),
        Entry("prune engine", timedelta(minutes=10), lambda _at: prune_engine()),
        Entry("prune", timedelta(hours=6), lambda _at: prune_tables(parts)),
    ]
