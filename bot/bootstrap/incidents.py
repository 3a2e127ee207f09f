"""How incidents are told and relieved: what is connected to what. A part of the composition root."""

from dataclasses import dataclass
from functools import partial

from bot.bootstrap.core import Parts
from bot.durable import engine
from bot.slack.incident_messages import SlackTeller
from bot.slack.poster import Poster
from bot.store.incidents import IncidentStore
from bot.store.ledger import LedgerStore
from workflows.monitoring.thresholds import Rules
from workflows.notifications.actions import Act, relieve
from workflows.notifications.notify import sweep_incidents, tell
from workflows.notifications.ports import Hearing, IncidentDesk
from workflows.requests.decisions import Press


@dataclass(frozen=True)
class IncidentAgenda:
    """Takes what people want done about incidents."""

    def relieve(self, click: str, incident_id: str, act: Act, press: Press) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        engine.put(engine.CLICKS, f"relieve:{click}", "relieve", incident_id, act, press)


@dataclass(frozen=True)
class Minding:
    """All that tells of incidents."""

    agenda: IncidentAgenda
    desk: IncidentDesk
    rules: Rules

    def register(self) -> None:
        """Make workflows of it."""
        quick = engine.checkpointed(self.desk, {})
        engine.register("tell", partial(tell, desk=quick, rules=self.rules))
        engine.register("sweep_incidents", partial(sweep_incidents, desk=quick))
        patient = engine.checkpointed(self.desk, dict(engine.PATIENT))
        engine.register("relieve", partial(relieve, desk=patient))


def minding(parts: Parts, hearing: Hearing) -> Minding:
    """Put it together."""
    desk = IncidentDesk(
        clock=parts.clock,
        incidents=IncidentStore(parts.database, parts.clock),
        hearing=hearing,
        teller=SlackTeller(
            Poster(parts.slack, LedgerStore(parts.database, parts.clock)),
            parts.settings.fivetran_connection_page,
        ),
        announcer=parts.desk.announcer,
        connectors=parts.connectors,
        people=parts.directory,
        requests=parts.requests,
        agenda=parts.agenda,
    )
    return Minding(IncidentAgenda(), desk, parts.settings.rules)
