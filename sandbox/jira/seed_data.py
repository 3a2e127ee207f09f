"""Existing issues of the data team, in different states."""

from collections.abc import Iterable, Iterator

from sandbox.jira import adf
from sandbox.jira.accounts import ACCOUNTS_BY_NAME
from sandbox.jira.fields import EMPTY_VALUES
from sandbox.jira.issues import Comment, Issue
from sandbox.jira.project import TYPES
from sandbox.jira.workflow import STATUSES

DAY = 86_400.0

Row = tuple[str, str, str, str, float, str, str, tuple[tuple[str, str], ...]]

ROWS: tuple[Row, ...] = (
    ("10007", "rosa", "Done", "cleo", 61, "Stripe payouts in BigQuery", "Finance reconciles payouts by hand.",
     (("cleo", "Loads every six hours into the dataset stripe."), ("rosa", "Thank you, numbers match."))),
    ("10008", "ada", "Done", "bo", 47, "Fivetran access for Ada Okafor",
     "I look after the marketing connectors.", (("bo", "Added to the group; sign in through SSO."),)),
    ("10004", "rosa", "In Progress", "bo", 20, "NetSuite sync misses deleted journals",
     "Journals deleted in NetSuite stay in the destination for days.",
     (("bo", "The saved search behind it hides deleted rows, asking the vendor."),)),
    ("10007", "cleo", "Declined", "cleo", 16, "Second Zendesk connector for the support pilot",
     "The pilot wants its own copy of the tickets.", (("cleo", "The existing one has every such table."),)),
    ("10008", "ada", "Approved", "bo", 6, "Read access to dev-fivetran for the campaign team",
     "Three analysts compare attribution models.", ()),
    ("10007", "bo", "Open", "", 2, "Rotate the read replica's certificate", "It ends next month.", ()),
)  # fmt: skip


def seed_issues(now: float, ids: Iterable[int]) -> Iterator[Issue]:
    """Yield the issues, oldest first, dated relative to `now` (epoch seconds)."""
    numbers = iter(ids)
    for number, row in enumerate(ROWS, start=1):
        yield _issue(next(numbers), number, row, now, numbers)


def _issue(identity: int, number: int, row: Row, now: float, ids: Iterator[int]) -> Issue:
    kind, reporter, status, assignee, days, summary, description, comments = row
    created = now - days * DAY
    values = {**EMPTY_VALUES, "summary": summary, "description": adf.paragraphs(description)}
    values |= {
        "assignee": ACCOUNTS_BY_NAME[assignee].id if assignee else None,
        "customfield_10050": "Data engineering",
    }
    values |= {"priority": {"id": "3", "name": "Medium"}}
    issue = Issue(identity, number, TYPES[kind], ACCOUNTS_BY_NAME[reporter], created, created, values, STATUSES[status])
    for hours, (author, words) in enumerate(comments, start=3):
        at = created + hours * 3_600
        issue.comments.append(Comment(next(ids), ACCOUNTS_BY_NAME[author], adf.paragraphs(words), at, at))
        issue.updated = at
    return issue
