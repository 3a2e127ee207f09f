"""What a ticket says: a pure function of the request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
from workflows.access_requests import AccessRequest
from workflows.requests.custom_connector import build_checklist
from workflows.requests.model import ConnectorRequest, setting_text
from workflows.requests.timeline import data_location

MAX_SUMMARY_CHARS = 255
REQUEST_LABEL = "fivetran-request"
ACCESS_LABEL = "fivetran-access"


@dataclass(frozen=True)
class TicketDraft:
    """A ticket before it is opened. `key` is what it is known by in the ledger."""

    key: str
    labels: tuple[str, str]
    """What kind it is, and which one: the second finds it again."""
    summary: str
    description: AdfNode
    placeholder_values: Mapping[str, str]
    """What the templates of JIRA_FIELDS may name."""


def draft_request_ticket(request: ConnectorRequest) -> TicketDraft:
    """The ticket of a connector request."""
    labels = REQUEST_LABEL, request_label(request)
    return TicketDraft(
        f"ticket:{request.id}",
        labels,
        ticket_summary(request),
        ticket_description(request),
        request_placeholder_values(request),
    )


def draft_access_ticket(ask: AccessRequest) -> TicketDraft:
    """The ticket of somebody who asks for access."""
    table = {"Who": ask.beneficiary, "Access to": ask.resource, "Asked for by": ask.requester_name}
    line = shorten_text(
        " ".join(f"Access to {ask.resource} for {ask.beneficiary}".split()), MAX_SUMMARY_CHARS
    )
    text = doc(
        paragraph(f"{ask.requester_name} asks for access to {ask.resource}."),
        paragraph(ask.reason),
        field_table(table),
        paragraph(emphasized("Opened by Connector Desk. Please put no passwords or keys into this ticket.")),
    )
    labels = ACCESS_LABEL, f"{ACCESS_LABEL}-{ask.id}"
    return TicketDraft(f"access-ticket:{ask.id}", labels, line, text, access_placeholder_values(ask))


def access_placeholder_values(ask: AccessRequest) -> Mapping[str, str]:
    """A request for access in the words that JIRA_FIELDS may name; what does not apply to it is empty."""
    known = {
        "requester": ask.requester_name,
        "business_owner": ask.requester_name,
        "purpose": ask.reason,
        "access": ask.resource,
    }
    empty = dict.fromkeys(("service", "freshness", "delete_after", "dataset"), "")
    return {**empty, **known, "sensitivity": "internal"}


def request_label(request: ConnectorRequest) -> str:
    """The label that says which request a ticket belongs to; Jira allows no spaces in it."""
    return f"{REQUEST_LABEL}-{request.id}"


def ticket_summary(request: ConnectorRequest) -> str:
    """One line, at most 255 characters."""
    line = f"Fivetran connector: {request.answers.service_name} ({request.dataset})"
    return shorten_text(" ".join(line.split()), MAX_SUMMARY_CHARS)


def ticket_description(request: ConnectorRequest) -> AdfNode:
    """What was asked, for people who have never seen the request in Slack."""
    answers = request.answers
    asker = request.name_of(request.requester)
    kind = "to be written" if answers.is_custom else answers.service
    table = {
        "Service": f"{answers.service_name} ({kind})",
        "Destination": data_location(request).replace("`", ""),
        "Business owner": request.name_of(answers.business_owner),
        "Sensitivity": answers.sensitivity.value,
        "Who needs access": answers.access,
        "Freshness": answers.freshness.value,
        "Delete after": answers.delete_after.isoformat(),
        "Reports": ", ".join(answers.reports),
        "Settings": "; ".join(f"{name}: {setting_text(value)}" for name, value in answers.config.items()),
        "Why another one": answers.duplicate_reason or "",
    }
    what = (
        f"a custom connector for {answers.service_name}"
        if answers.is_custom
        else f"a {answers.service_name} connector"
    )
    return doc(
        paragraph(f"{asker} asks for {what} in the development environment."),
        paragraph(answers.purpose),
        field_table(table),
        *_steps(request),
        paragraph(emphasized("Opened by Connector Desk. Please put no passwords or keys into this ticket.")),
    )


def _steps(request: ConnectorRequest) -> Iterator[AdfNode]:
    if request.answers.is_custom:
        yield paragraph("Once it is approved:")
        yield bullet_list(f"☐ {step}" for step in build_checklist(request.answers, request.dataset))


def request_placeholder_values(request: ConnectorRequest) -> Mapping[str, str]:
    """What the templates of JIRA_FIELDS may name."""
    answers = request.answers
    return {
        "requester": request.name_of(request.requester),
        "business_owner": request.name_of(answers.business_owner),
        "service": answers.service_name,
        "purpose": answers.purpose,
        "sensitivity": answers.sensitivity.value,
        "access": answers.access,
        "freshness": answers.freshness.value,
        "delete_after": answers.delete_after.isoformat(),
        "dataset": request.dataset,
    }


def ticket_comment(text: str, key: str) -> AdfNode:
    """A comment that carries, as its last line, which event it tells of."""
    return doc({"type": "paragraph", "content": text_nodes(text)}, paragraph(emphasized(comment_marker(key))))


def comment_marker(key: str) -> str:
    """The last line of the comment about `key`."""
    return f"Connector Desk · {key}"


def is_comment_about(body: AdfNode, key: str) -> bool:
    """Whether a comment's document is the one about `key`."""
    blocks = body.get("content") or [{}]
    return node_text(blocks[-1]).strip() == comment_marker(key)
