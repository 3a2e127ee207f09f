"""Custom connectors: what is asked when no service fits, and what has to be done to build one."""

from collections.abc import Iterator
from dataclasses import replace

from workflows.catalog.config_fields import Kind, Question
from workflows.catalog.service import CUSTOM, Service
from workflows.connections.model import Connection
from workflows.requests.model import Answers

REPOSITORY = "https://github.com/mozilla/fivetran-connectors"
PRIVATE_REPOSITORY = "https://github.com/mozilla/private-fivetran-connectors"
BUILT_WITH = frozenset({"google_cloud_function", "connector_sdk"})
"""The Fivetran services that run code of ours."""
MAY_BE_PUBLIC = "code_may_be_public"

QUESTIONS = (
    Question("source_name", "What is the source called?", Kind.TEXT, required=True),
    Question(
        "api_docs",
        "Where is its API described?",
        Kind.TEXT,
        "An address, or the words “there is none”.",
        required=True,
    ),
    Question(
        "auth_kind",
        "How does one log in to the API?",
        Kind.CHOICE,
        "Only the kind; never the key itself.",
        ("API key", "OAuth 2", "User name and password", "Service account", "No log-in", "Not sure"),
        required=True,
    ),
    Question(
        "volume",
        "How much data is it?",
        Kind.CHOICE,
        "Rows that are new or changed in a month; they are what Fivetran charges for.",
        ("up to 10,000 rows a month", "up to 1 million", "up to 100 million", "more", "Not sure"),
        required=True,
    ),
    Question(
        "increment",
        "Can it give only what changed?",
        Kind.CHOICE,
        options=("Yes, by time of change", "Yes, by a cursor", "No, only everything", "Not sure"),
        required=True,
    ),
    Question(
        MAY_BE_PUBLIC,
        "May the code be public?",
        Kind.YES_NO,
        "No, when it would reveal something about us or a partner. Then it goes into the private repository.",
        required=True,
    ),
)


def custom(name: str = "") -> Service:
    """The service that stands for a connector which somebody writes; `name` is what was looked for."""
    return Service(CUSTOM, name or "Custom connector", "written by us", questions=QUESTIONS)


def named(service: Service, answers: Answers) -> Answers:
    """The answers of a custom connector under the name of its source."""
    return replace(answers, service_name=str(answers.config["source_name"])) if service.is_custom else answers


def repository(answers: Answers) -> str:
    """Where its code belongs."""
    return REPOSITORY if answers.config.get(MAY_BE_PUBLIC) else PRIVATE_REPOSITORY


def checklist(answers: Answers, dataset: str) -> Iterator[str]:
    """What has to be done, step by step, in the development environment first."""
    public = "the code may be public" if answers.config.get(MAY_BE_PUBLIC) else "the code may not be public"
    yield f"Make a branch of {repository(answers)} ({public})."
    yield f"Make the skeleton: ./fivetran bootstrap, then ./fivetran connector create {dataset}."
    yield (
        "Write main.py and its tests. A call may take about 9 minutes; answer hasMore (not has_more) if "
        f"there is more. API: {answers.config.get('api_docs', '')}"
    )
    yield (
        f"Deploy it to dev-fivetran: add {dataset} with environment: dev to deploy.yaml, run "
        "./fivetran ci_config update, have it reviewed, merge. CI deploys what is merged."
    )
    yield (
        f"In Fivetran_Dev, make a connection of Google Cloud Functions: destination schema {dataset}, the "
        "trigger URL of the function, its secrets as JSON. Press Save & Test."
    )
    yield (
        f"The desk notices the connection {dataset} by itself. If it has another name, an approver types "
        "/connector link with this ticket and the connection's id."
    )
    yield "Go to Fivetran_Prod only when it is thoroughly tested and its schema is unlikely to change."


def could_be(connection: Connection, dataset: str) -> bool:
    """Whether this connection is the one that was being built under the name `dataset`."""
    return connection.service in BUILT_WITH and connection.name == dataset
