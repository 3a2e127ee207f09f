"""Stored enums carry slugs, and stored texts are no labels. Labels for people are separate."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import TypeAdapter

import bot
import workflows

SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
NOT_SLUGS: frozenset[str] = frozenset()
"""Allowed exceptions, as `Class.MEMBER`."""


def modules() -> Iterator[ModuleType]:
    """Import and yield the modules of bot and workflows."""
    for package in (bot, workflows):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("bot.store.migrations.", "bot.__main__")):
                yield importlib.import_module(module.name)


def string_enums() -> Iterator[type[StrEnum]]:
    """Yield every enum of texts, in the module that defines it."""
    for module in modules():
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, StrEnum) and found.__module__ == module.__name__:
                yield found


ENUMS = list(string_enums())


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: f"{enum.__module__}.{enum.__name__}")
def test_every_value_is_lower_snake_case(enum: type[StrEnum]) -> None:
    members = {f"{enum.__name__}.{member.name}": member.value for member in enum}

    assert {name for name, value in members.items() if not SLUG.fullmatch(value)} <= NOT_SLUGS


def test_the_enums_are_found() -> None:
    assert {"Status", "Sensitivity", "Freshness", "Condition", "Health"} <= {enum.__name__ for enum in ENUMS}


IDS = """
AnsweredConnection: id
AccessQuestion: id, requester, answered_by
Approval: user_id, jira_account
AccessRequest: id, requester
AccessSubject: key, service, request_id
ActivityEntry: user_id
AskedPerson: user_id
Answer: page
Alternative: page
Answers: service, business_owner, listed_settings
Connection: id, group_id, service
ConnectorRequest: id, requester, channel, permalink, connection_id, leftover_connection_id, left_owner
ConnectorRequest: sign_in_carried_by
CustomStep: execution_id
Decision: user_id, jira_account
Edit: editor
Handover: from_user, to_user, handed_over_by
Incident: messages, earlier_messages, id, connection_id, group_id, service, owner, storm_id, acknowledged_by, snoozed_by
JourneyMessage: fingerprint, recipient, turns
Message: channel, ts, replaces
Offer: to, decided_by, offered_by
Ownership: connection_id, owner, set_by
Mute: connection_id, muted_by
NoisyConnection: connection_id
Preferences: recipient
Question: id, viewer_id, team_id, channel, thread, author, page, handover_url
ProposedOwner: id
QuietHours: timezone
Storm: messages, earlier_messages, id, group_id, connection_ids, service_ids, owner_ids, acknowledged_by
StepRun: id, requester, service_id
Storm: messages, earlier_messages, id, group_id, connection_ids, service_ids, owner_ids
StormMember: service
Subscription: target, created_by
TextRemoval: removed_by
Ticket: id, key, url
TicketStatus: id
UnownedList: id, recipient, connection_ids, proposals
WebhookStatus: group_id, hook_id
"""
"""Ids, keys, links, and time zones of other systems."""
SLUGS = """
AnswerChange: answer, before, after
CatalogChange: service, before, after
Connection: setup_state, sync_state, update_state, schedule_type, task_codes, schema_status
ConnectorRequest: card_fingerprint, mirrored_events, thread_view, connection_state_key
Incident: fingerprints, thread_keys_sent, codes
MuteProposal: fingerprint
StepRun: missing
Storm: fingerprints, thread_keys_sent, family
UnownedList: fingerprint
Unreachable: error_code
"""
"""Names of fields, codes of other systems, and the bot's own keys and hashes."""
NAMES = """
AnsweredConnection: name
AccessQuestion: requester_name, answered_by_name
AccessRequest: requester_name, approver_name
AccessSubject: service_name, name, environment
ActivityEntry: name
Alternative: title
Answer: owner, source
Answers: service_name, service_content
Connection: name
ConnectorRequest: names, connection_name
Incident: group_name, name, owner_name
Mute: name, muted_by_name
NoisyConnection: name
Offer: to_name, offered_by_name
Ownership: owner_name
ProposedOwner: name
Storm: group_name, owner_names
StepRun: service_name
Storm: group_name
StormMember: name
Subscription: name
TicketStatus: name
UncountedMove: mover
"""
"""Names that people, services, connections, and pages have elsewhere."""
TYPED = """
AccessQuestion: decline_reason
AccessRequest: beneficiary, resource, reason
Answer: access_to
Answers: purpose, access, destination, config, reports, duplicate_reason
Decision: reason
Question: text, original_text
StepRun: inputs
"""
"""What people typed or chose."""
SENTENCES = """
ActivityEntry: failed_tests
Answer: text
Connection: tasks, warnings
ConnectorRequest: failed_tests, problem
Incident: facts
StepRun: error
UncountedMove: refusal
VendorAdvice: reason, instruction
WebhookStatus: error
"""
"""What was said at that moment: by Fivetran, by the bot in an answer, or by an error, whose words can quote those
of another system. Nothing else can say it again. `Incident.facts` holds Fivetran's messages; ours are sentences of the
condition's module."""


def stored_texts() -> set[str]:
    """Return each text field of the models that are stored as JSON, as `Class.field`."""
    found: set[str] = set()
    for adapter in (value for module in modules() for value in vars(module).values() if isinstance(value, TypeAdapter)):
        found |= set(texts_of(adapter._type))
    return found


def texts_of(stored: Any) -> Iterator[str]:
    """Yield the text fields of a type and of all types in it."""
    if not (isinstance(stored, type) and is_dataclass(stored)):
        for part in get_args(stored):
            yield from texts_of(part)
        return
    hints = get_type_hints(stored)
    for field in fields(stored):
        if holds_text(hints[field.name]):
            yield f"{stored.__name__}.{field.name}"
        yield from texts_of(hints[field.name])


def holds_text(hint: Any) -> bool:
    """Whether a value of this type is a text that no enum restricts, or contains one."""
    return hint is str or (not is_dataclass(hint) and any(map(holds_text, get_args(hint))))


def listed(group: str) -> set[str]:
    """Return the fields of a group, as `Class.field`."""
    rows = (line.split(": ") for line in group.strip().splitlines())
    return {f"{model}.{name}" for model, names in rows for name in names.split(", ")}


def test_every_stored_text_is_an_id_a_name_or_what_was_said() -> None:
    """A label or a sentence that the bot can say again is stored as an enum, and worded by the views."""
    groups = [listed(group) for group in (IDS, SLUGS, NAMES, TYPED, SENTENCES)]

    assert stored_texts() == set().union(*groups)
    assert len(stored_texts()) == sum(map(len, groups))
