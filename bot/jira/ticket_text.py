"""What a ticket says: a pure function of the request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.jira.adf import Node, bullets, cut, doc, facts, paragraph, plain, small, words
from workflows.access_requests import AccessAsk
from workflows.requests.custom_connector import checklist
from workflows.requests.model import ConnectorRequest, spoken
from workflows.requests.timeline import landing

LONGEST_SUMMARY = 255
COMMON_LABEL = "fivetran-request"
ACCESS_LABEL = "fivetran-access"


@dataclass(frozen=True)
class Draft:
    """A ticket before it is opened. `key` is what it is known by in the ledger."""

    key: str
    labels: tuple[str, str]
    """What kind it is, and which one: the second finds it again."""
    summary: str
    description: Node
    values: Mapping[str, str]
    """What the templates of JIRA_FIELDS may name."""


def draft(request: ConnectorRequest) -> Draft:
    """The ticket of a connector request."""
    labels = COMMON_LABEL, label(request)
    return Draft(f"ticket:{request.id}", labels, summary(request), description(request), values(request))


def access_draft(ask: AccessAsk) -> Draft:
    """The ticket of somebody who asks for access."""
    table = {"Who": ask.who, "Access to": ask.what, "Asked for by": ask.name}
    line = cut(" ".join(f"Access to {ask.what} for {ask.who}".split()), LONGEST_SUMMARY)
    text = doc(
        paragraph(f"{ask.name} asks for access to {ask.what}."),
        paragraph(ask.why),
        facts(table),
        paragraph(small("Opened by Connector Desk. Please put no passwords or keys into this ticket.")),
    )
    labels = ACCESS_LABEL, f"{ACCESS_LABEL}-{ask.id}"
    return Draft(f"access-ticket:{ask.id}", labels, line, text, access_values(ask))


def access_values(ask: AccessAsk) -> Mapping[str, str]:
    """A request for access in the words that JIRA_FIELDS may name; what does not apply to it is empty."""
    known = {"requester": ask.name, "business_owner": ask.name, "purpose": ask.why, "access": ask.what}
    empty = dict.fromkeys(("service", "freshness", "delete_after", "dataset"), "")
    return {**empty, **known, "sensitivity": "internal"}


def label(request: ConnectorRequest) -> str:
    """The label that says which request a ticket belongs to; Jira allows no spaces in it."""
    return f"{COMMON_LABEL}-{request.id}"


def summary(request: ConnectorRequest) -> str:
    """One line, at most 255 characters."""
    line = f"Fivetran connector: {request.answers.service_name} ({request.dataset})"
    return cut(" ".join(line.split()), LONGEST_SUMMARY)


def description(request: ConnectorRequest) -> Node:
    """What was asked, for people who have never seen the request in Slack."""
    answers = request.answers
    asker = request.name_of(request.requester)
    kind = "to be written" if answers.is_custom else answers.service
    table = {
        "Service": f"{answers.service_name} ({kind})",
        "Destination": landing(request).replace("`", ""),
        "Business owner": request.name_of(answers.business_owner),
        "Sensitivity": answers.sensitivity.value,
        "Who needs access": answers.access,
        "Freshness": answers.freshness.value,
        "Delete after": answers.delete_after.isoformat(),
        "Reports": ", ".join(answers.reports),
        "Settings": "; ".join(f"{name}: {spoken(value)}" for name, value in answers.config.items()),
        "Why another one": answers.another_because or "",
    }
    what = (
        f"a custom connector for {answers.service_name}"
        if answers.is_custom
        else f"a {answers.service_name} connector"
    )
    return doc(
        paragraph(f"{asker} asks for {what} in the development environment."),
        paragraph(answers.purpose),
        facts(table),
        *_steps(request),
        paragraph(small("Opened by Connector Desk. Please put no passwords or keys into this ticket.")),
    )


def _steps(request: ConnectorRequest) -> Iterator[Node]:
    if request.answers.is_custom:
        yield paragraph("Once it is approved:")
        yield bullets(f"☐ {step}" for step in checklist(request.answers, request.dataset))


def values(request: ConnectorRequest) -> Mapping[str, str]:
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


def comment(text: str, key: str) -> Node:
    """A comment that carries, as its last line, which event it tells of."""
    return doc({"type": "paragraph", "content": words(text)}, paragraph(small(mark(key))))


def mark(key: str) -> str:
    """The last line of the comment about `key`."""
    return f"Connector Desk · {key}"


def tells_of(body: Node, key: str) -> bool:
    """Whether a comment's document is the one about `key`."""
    blocks = body.get("content") or [{}]
    return plain(blocks[-1]).strip() == mark(key)
