"""Route a question to live data, else to a knowledge page, else to “I don't know”."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from workflows.answers import connection_facts, listings, locations
from workflows.answers.connection_state import answer_state
from workflows.answers.context import (
    CLARIFYING_QUESTIONS,
    AnswerContext,
    FivetranLookup,
    ask_which,
    escape_markdown,
)
from workflows.answers.cost import answer_cost
from workflows.answers.greetings import answer_greeting
from workflows.answers.intent_patterns import Intent
from workflows.answers.intents import DetectedIntent, detect_intents
from workflows.answers.members import answer_who_has_access
from workflows.answers.model import Alternative, Answer, AnswerKind
from workflows.answers.usage import UsageLog
from workflows.reporting.name_lookup import Match, Scorer, resolve_name, suggest_names
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import Viewer
from workflows.typed_text import normalize_name

FIVETRAN_ITSELF = re.compile(r"(?:our |the )?fivetran(?: account| ui| itself)?")
"""Fivetran as a whole: live data knows who has access; a page explains how to get it."""

LISTING_HANDLERS: dict[Intent, Callable[[AnswerContext], Answer]] = {
    Intent.BROKEN: listings.list_broken,
    Intent.PAUSED: listings.list_paused,
    Intent.IN_DEVELOPMENT: listings.list_in_development,
    Intent.EXPIRING: listings.list_expiring,
}

SUBJECT_HANDLERS: dict[Intent, Callable[[Match, AnswerContext], Answer]] = {
    Intent.STATE: answer_state,
    Intent.OWNER: connection_facts.answer_owner,
    Intent.EXISTS: connection_facts.answer_exists,
    Intent.LOCATION: locations.answer_location,
    Intent.TABLES: connection_facts.answer_tables,
    Intent.CONNECTION_ID: connection_facts.answer_connection_id,
    Intent.WHO_HAS_ACCESS: answer_who_has_access,
    Intent.GET_ACCESS: locations.answer_get_access,
    Intent.COST: answer_cost,
}

UNCONNECTED_SERVICE_INTENTS = frozenset({Intent.OWNER, Intent.EXISTS, Intent.COST})
"""Intents with an answer for a service that has no connection."""


def route_question(
    question: str,
    viewer: Viewer,
    load_snapshot: Callable[[Sequence[DetectedIntent]], Snapshot],
    lookup: FivetranLookup,
    ask_pages: Callable[[str], Answer],
    scorer: Scorer,
    usage_log: UsageLog,
) -> Answer:
    """Answer `question` (plain text) for `viewer`; only live intents load a snapshot, of what they are about."""
    if greeting := answer_greeting(question):
        return greeting
    intents = _reachable(detect_intents(question))
    if not intents:
        return ask_pages(question)
    context = AnswerContext(viewer, load_snapshot(intents).visible_to(viewer), lookup, usage_log)
    for intent in intents:
        if found := _answer_live(intent, context, scorer):
            return found
    unknown = next((intent for intent in intents if _has_distinct_name(intent)), None)
    return _answer_unknown(unknown, context, scorer) if unknown else _from_pages(question, intents, ask_pages)


def _reachable(intents: Sequence[DetectedIntent]) -> Sequence[DetectedIntent]:
    """Return the intents up to the first that always has an answer."""
    last = next((number for number, one in enumerate(intents) if _always_answers(one)), len(intents))
    return intents[: last + 1]


def _always_answers(asked: DetectedIntent) -> bool:
    return asked.intent in LISTING_HANDLERS or (asked.intent is Intent.MY_REQUEST and not asked.subject)


def _from_pages(question: str, intents: Sequence[DetectedIntent], ask_pages: Callable[[str], Answer]) -> Answer:
    """Answer from the pages; a question about access offers the access form even without an answer."""
    found = ask_pages(question)
    wanted = next((intent.subject for intent in intents if intent.intent is Intent.GET_ACCESS), None)
    return replace(found, access_to=wanted) if wanted and found.kind is AnswerKind.UNSURE else found


def _answer_live(asked: DetectedIntent, context: AnswerContext, scorer: Scorer) -> Answer | None:
    if asked.intent in LISTING_HANDLERS:
        return LISTING_HANDLERS[asked.intent](context)
    if asked.intent is Intent.MY_REQUEST:
        return listings.list_my_requests(context, asked.subject) if _is_our_ticket(asked.subject, context) else None
    if FIVETRAN_ITSELF.fullmatch(asked.subject):
        whole = asked.intent is Intent.WHO_HAS_ACCESS
        return answer_who_has_access(None, context) if whole else None
    if normalize_name(asked.subject) in _environments(context):
        return None  # pages explain whole projects
    match = resolve_name(asked.subject, context.snapshot, scorer)
    return _answer_subject(asked.intent, match, context) if match else None


def _is_our_ticket(ticket: str, context: AnswerContext) -> bool:
    """Return whether `ticket` is empty or one of ours: "ga-4" only looks like a ticket."""
    if not ticket or ticket.startswith(f"{context.snapshot.jira_project.casefold()}-"):
        return True
    return any(request.ticket and request.ticket.key.casefold() == ticket for request in context.snapshot.requests)


def _has_distinct_name(asked: DetectedIntent) -> bool:
    """Return whether the subject is a single, uncommon word, and so a connection's name."""
    words = normalize_name(asked.subject)
    return asked.intent in CLARIFYING_QUESTIONS and " " not in words and not COMMON_WORD.fullmatch(words)


COMMON_WORD = re.compile(r"(?:|a|connector|dag|data|fivetran|it|login|my|not|our|production|setup|that|the|this)")
"""Single words that name no connection."""


def _answer_unknown(asked: DetectedIntent, context: AnswerContext, scorer: Scorer) -> Answer:
    choices = tuple(
        Alternative("", CLARIFYING_QUESTIONS[asked.intent].format(name)[:75])
        for name in suggest_names(asked.subject, context.snapshot, scorer)
    )
    asks = " Did you mean one of these?" if choices else ""
    text = f"I couldn't find “{escape_markdown(asked.subject, 60)}”, or you don't have access to it.{asks}"
    return Answer(AnswerKind.UNSURE, text, None, choices, 0.3)


def _environments(context: AnswerContext) -> set[str]:
    known = context.snapshot.environments.values()
    return {normalize_name(name) for environment in known for name in (environment.name, environment.project)}


def _answer_subject(intent: Intent, match: Match, context: AnswerContext) -> Answer:
    if intent in CLARIFYING_QUESTIONS and len(match.connections) > 1:
        return ask_which(intent, match.connections, context)
    if match.is_service_only and intent not in UNCONNECTED_SERVICE_INTENTS:
        wanted = match.name if intent is Intent.GET_ACCESS else None
        return replace(connection_facts.answer_absent(match, context), access_to=wanted)
    return SUBJECT_HANDLERS[intent](match, context)
