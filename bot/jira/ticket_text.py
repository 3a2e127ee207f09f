"""The text of a ticket, as a pure function of the request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.config.placeholders import PlaceholderValues
from bot.jira.adf import (
    AdfNode,
    bullet_list,
    doc,
    emphasized,
    field_table,
    node_text,
    paragraph,
    shorten_text,
    text_nodes,
)
from workflows.access_questions.model import UNNAMED_ANSWERER
from workflows.access_requests import AccessRequest
from workflows.requests.answers import Sensitivity
from workflows.requests.custom_connector import build_checklist
from workflows.requests.labels import FRESHNESS_LABELS, SENSITIVITY_LABELS, settings_in_words
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.storage import ticket_entry
from workflows.requests.sensitivity_reason import sensitivity_reason
from workflows.requests.timeline import data_location

MAX_SUMMARY_CHARS = 255
REQUEST_LABEL = "fivetran-request"
ACCESS_LABEL = "fivetran-access"
COMMENT_PROPERTY = "connector-desk"
"""Key of the comment property that names the event."""


@dataclass(frozen=True)
class TicketDraft:
    """A ticket before it's opened. `key` identifies it in the ledger."""

    key: str
    labels: tuple[str, str]
    """The kind of ticket, and the label by which it's found again."""
    summary: str
    description: AdfNode
    placeholder_values: PlaceholderValues


def draft_request_ticket(request: ConnectorRequest) -> TicketDraft:
    """Draft the ticket of a connector request."""
    labels = REQUEST_LABEL, request_label(request)
    return TicketDraft(
        ticket_entry(request),
        labels,
        ticket_summary(request),
        ticket_description(request),
        request_placeholder_values(request),
    )


def draft_access_ticket(request: AccessRequest) -> TicketDraft:
    """Draft the ticket of an access request."""
    table = {
        "Who": request.beneficiary,
        "Access to": request.resource,
        "Requested by": request.requester_name,
    }
    line = shorten_text(" ".join(f"Access to {request.resource} for {request.beneficiary}".split()), MAX_SUMMARY_CHARS)
    text = doc(
        paragraph(f"{request.requester_name} requests access to {request.resource}."),
        paragraph(_access_reason(request)),
        field_table(table),
        paragraph(emphasized("Opened by Connector Desk. Don't put passwords or keys in this ticket.")),
    )
    labels = ACCESS_LABEL, f"{ACCESS_LABEL}-{request.id}"
    return TicketDraft(f"access-ticket:{request.id}", labels, line, text, access_placeholder_values(request))


def _access_reason(request: AccessRequest) -> str:
    """Return why the person needs access, or who approved it in Slack."""
    if request.is_approved:
        return f"{request.approver_name or UNNAMED_ANSWERER} approved this access in Slack."
    return "No one in Slack could answer for this data." if request.is_from_question else request.reason


def access_placeholder_values(request: AccessRequest) -> PlaceholderValues:
    """Return the placeholder values of an access request."""
    return PlaceholderValues(
        requester=request.requester_name,
        business_owner=request.requester_name,
        purpose=_access_reason(request),
        sensitivity=SENSITIVITY_LABELS[Sensitivity.INTERNAL],
        access=request.resource,
    )


def request_label(request: ConnectorRequest) -> str:
    """Return the label that identifies the request's ticket. Jira labels can't contain spaces."""
    return f"{REQUEST_LABEL}-{request.id}"


def ticket_summary(request: ConnectorRequest) -> str:
    """Return the summary: one line of at most 255 characters."""
    line = f"Fivetran connector: {request.answers.service_name} ({request.dataset})"
    return shorten_text(" ".join(line.split()), MAX_SUMMARY_CHARS)


def ticket_description(request: ConnectorRequest) -> AdfNode:
    """Describe the request for people who haven't seen it in Slack."""
    answers = request.answers
    requester = request.name_of(request.requester)
    service = "to be built" if answers.is_custom else answers.service
    table = {
        "Service": f"{answers.service_name} ({service})",
        "Destination": data_location(request).replace("`", ""),
        "Business owner": request.name_of(answers.business_owner),
        "Sensitivity": SENSITIVITY_LABELS[answers.sensitivity],
        "Why it's sensitive": sensitivity_reason(answers),
        "Who needs access": answers.access,
        "Freshness": FRESHNESS_LABELS[answers.freshness],
        "Delete after": answers.delete_after.isoformat(),
        "Reports": ", ".join(answers.reports),
        "Settings": "; ".join(f"{name}: {words}" for name, words in settings_in_words(answers)),
        "Why another connection": answers.duplicate_reason or "",
    }
    what = (
        f"a custom connector for {answers.service_name}" if answers.is_custom else f"a {answers.service_name} connector"
    )
    return doc(
        paragraph(f"{requester} requests {what} in the development environment."),
        paragraph(answers.purpose),
        field_table(table),
        *_steps(request),
        paragraph(emphasized("Opened by Connector Desk. Don't put passwords or keys in this ticket.")),
    )


def _steps(request: ConnectorRequest) -> Iterator[AdfNode]:
    if request.answers.is_custom:
        yield paragraph("After approval:")
        yield bullet_list(f"☐ {step}" for step in build_checklist(request.answers, request.dataset))


def request_placeholder_values(request: ConnectorRequest) -> PlaceholderValues:
    """Return the placeholder values of a connector request."""
    answers = request.answers
    return PlaceholderValues(
        requester=request.name_of(request.requester),
        business_owner=request.name_of(answers.business_owner),
        service=answers.service_name,
        purpose=answers.purpose,
        sensitivity=SENSITIVITY_LABELS[answers.sensitivity],
        access=answers.access,
        freshness=FRESHNESS_LABELS[answers.freshness],
        delete_after=answers.delete_after.isoformat(),
        dataset=request.dataset,
    )


def ticket_comment(text: str, key: str) -> AdfNode:
    """Return a comment, signed with the bot's name and the event."""
    return doc({"type": "paragraph", "content": text_nodes(text)}, paragraph(emphasized(_signature(key))))


def comment_properties(key: str) -> Mapping[str, object]:
    """Return the properties by which the comment about `key` is found again. People don't see them."""
    return {COMMENT_PROPERTY: {"event": key}}


def is_comment_about(comment: Mapping[str, Any], key: str) -> bool:
    """Whether a comment is the one about `key`. Earlier versions wrote comments with a signature, but no properties."""
    if COMMENT_PROPERTY in comment["properties"]:
        return bool(comment["properties"][COMMENT_PROPERTY] == {"event": key})
    blocks = comment["body"].get("content") or [{}]
    return node_text(blocks[-1]).strip() == _signature(key)


def _signature(key: str) -> str:
    return f"Connector Desk · {key}"
