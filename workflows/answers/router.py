"""From a question to the answer: live facts where those are asked for, else a page, else an honest no."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from workflows.answers import connection_facts, listings, locations
from workflows.answers.connection_state import state
from workflows.answers.context import ASKED_AGAIN, Glance, Scene, asks_back, quiet
from workflows.answers.cost import cost
from workflows.answers.intent_patterns import Intent
from workflows.answers.intents import Asked, recognise
from workflows.answers.members import who_has_access
from workflows.answers.model import Alternative, Answer, Kind
from workflows.answers.usage import NOT_METERED, Usages
from workflows.reporting.name_lookup import Meant, Similar, nearest, plain, resolve
from workflows.reporting.snapshot import Asker, Facts

FIVETRAN = re.compile(r"(?:our |the )?fivetran(?: account| ui| itself)?")
"""Fivetran as a whole: who has access to it is a fact; how to get it stands on a page."""

LISTS: dict[Intent, Callable[[Scene], Answer]] = {
    Intent.BROKEN: listings.broken,
    Intent.PAUSED: listings.paused,
    Intent.IN_DEVELOPMENT: listings.in_development,
    Intent.LEAVING: listings.leaving,
}

ABOUT: dict[Intent, Callable[[Meant, Scene], Answer]] = {
    Intent.STATE: state,
    Intent.OWNER: connection_facts.owner,
    Intent.EXISTS: connection_facts.exists,
    Intent.LANDS: locations.lands,
    Intent.TABLES: connection_facts.tables,
    Intent.CONNECTION_ID: connection_facts.connection_id,
    Intent.WHO_HAS_ACCESS: who_has_access,
    Intent.GET_ACCESS: locations.get_access,
    Intent.COST: cost,
}

BEARABLE = frozenset({Intent.OWNER, Intent.EXISTS, Intent.COST})
"""Intents that have something to say about a service that nobody has connected."""


class Pages(Protocol):
    """What is written down."""

    def ask(self, question: str) -> Answer:
        """The page that answers, or what may have been meant, or that nothing is known."""
        ...


def answer(
    question: str,
    asker: Asker,
    facts: Callable[[], Facts],
    glance: Glance,
    pages: Pages,
    similar: Similar,
    usages: Usages = NOT_METERED,
) -> Answer:
    """The answer to `question` (plain words) for `asker`; `facts` are read only when they are needed."""
    asked = recognise(question)
    if not asked:
        return pages.ask(question)
    scene = Scene(asker, facts().seen_by(asker), glance, usages)
    for one in asked:
        if found := _live(one, scene, similar):
            return found
    unknown = next((one for one in asked if _names_something(one)), None)
    return _unknown(unknown, scene, similar) if unknown else _from_pages(question, asked, pages)


def _from_pages(question: str, asked: Sequence[Asked], pages: Pages) -> Answer:
    """What is written down; where nothing is, whoever wants access can still ask for it."""
    found = pages.ask(question)
    wanted = next((one.about for one in asked if one.intent is Intent.GET_ACCESS), None)
    return replace(found, access_to=wanted) if wanted and found.kind is Kind.UNSURE else found


def _live(asked: Asked, scene: Scene, similar: Similar) -> Answer | None:
    if asked.intent in LISTS:
        return LISTS[asked.intent](scene)
    if asked.intent is Intent.MY_REQUEST:
        return listings.my_requests(scene, asked.about) if _is_ours(asked.about, scene) else None
    if FIVETRAN.fullmatch(asked.about):
        whole = asked.intent is Intent.WHO_HAS_ACCESS
        return who_has_access(None, scene) if whole else None
    if plain(asked.about) in _environments(scene):
        return None  # whole projects are explained on a page
    meant = resolve(asked.about, scene.facts, similar)
    return _about(asked.intent, meant, scene) if meant else None


def _is_ours(ticket: str, scene: Scene) -> bool:
    """Whether this is a ticket of ours, or none is named: "ga-4" only looks like one."""
    if not ticket or ticket.startswith(f"{scene.facts.tickets_in.casefold()}-"):
        return True
    return any(one.ticket and one.ticket.key.casefold() == ticket for one in scene.facts.requests)


def _names_something(asked: Asked) -> bool:
    """Whether this was certainly asked about one thing by its name, though nothing is called so."""
    words = plain(asked.about)
    return asked.intent in ASKED_AGAIN and " " not in words and not COMMON.fullmatch(words)


COMMON = re.compile(r"(?:|a|connector|dag|data|fivetran|it|login|my|not|our|production|setup|that|the|this)")
"""Single words that name no connection."""


def _unknown(asked: Asked, scene: Scene, similar: Similar) -> Answer:
    choices = tuple(
        Alternative("", ASKED_AGAIN[asked.intent].format(name)[:75])
        for name in nearest(asked.about, scene.facts, similar)
    )
    asks = " Did you mean one of these?" if choices else ""
    text = f"I know of no connection called “{quiet(asked.about, 60)}” that I can tell you about.{asks}"
    return Answer(Kind.UNSURE, text, None, choices, 0.3)


def _environments(scene: Scene) -> set[str]:
    known = scene.facts.environments.values()
    return {plain(name) for one in known for name in (one.name, one.project)}


def _about(intent: Intent, meant: Meant, scene: Scene) -> Answer:
    if intent in ASKED_AGAIN and len(meant.connections) > 1:
        return asks_back(intent, meant.connections, scene)
    if meant.is_only_a_service and intent not in BEARABLE:
        wanted = meant.name if intent is Intent.GET_ACCESS else None
        return replace(connection_facts.absent(meant, scene), access_to=wanted)
    return ABOUT[intent](meant, scene)
