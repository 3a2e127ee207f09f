"""Custom connectors: what is asked when no service fits, and what has to be done to build one."""

from collections.abc import Iterator
from dataclasses import replace

from workflows.catalog.config_fields import ConfigField, FieldKind
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service
from workflows.connections.model import Connection
from workflows.requests.model import Answers

PUBLIC_REPOSITORY = "https://github.com/mozilla/fivetran-connectors"
PRIVATE_REPOSITORY = "https://github.com/mozilla/private-fivetran-connectors"
CUSTOM_SERVICES = frozenset({"google_cloud_function", "connector_sdk"})
"""The Fivetran services that run code of ours."""
CODE_MAY_BE_PUBLIC = "code_may_be_public"

CUSTOM_CONNECTOR_FIELDS = (
    ConfigField("source_name", "What is the source called?", FieldKind.TEXT, is_required=True),
    ConfigField(
        "api_docs",
        "Where is its API described?",
        FieldKind.TEXT,
        "An address, or the words “there is none”.",
        is_required=True,
    ),
    ConfigField(
        "auth_kind",
        "How does one log in to the API?",
        FieldKind.CHOICE,
        "Only the kind; never the key itself.",
        ("API key", "OAuth 2", "User name and password", "Service account", "No log-in", "Not sure"),
        is_required=True,
    ),
    ConfigField(
        "volume",
        "How much data is it?",
        FieldKind.CHOICE,
        "Rows that are new or changed in a month; they are what Fivetran charges for.",
        ("up to 10,000 rows a month", "up to 1 million", "up to 100 million", "more", "Not sure"),
        is_required=True,
    ),
    ConfigField(
        "increment",
        "Can it give only what changed?",
        FieldKind.CHOICE,
        options=("Yes, by time of change", "Yes, by a cursor", "No, only everything", "Not sure"),
        is_required=True,
    ),
    ConfigField(
        CODE_MAY_BE_PUBLIC,
        "May the code be public?",
        FieldKind.YES_NO,
        "No, when it would reveal something about us or a partner. Then it goes into the private repository.",
        is_required=True,
    ),
)


def custom_service(name: str = "") -> Service:
    """The service that stands for a connector which somebody writes; `name` is what was looked for."""
    return Service(
        CUSTOM_CONNECTOR_ID,
        name or "Custom connector",
        "written by us",
        config_fields=CUSTOM_CONNECTOR_FIELDS,
    )


def name_after_source(service: Service, answers: Answers) -> Answers:
    """The answers of a custom connector under the name of its source."""
    return replace(answers, service_name=str(answers.config["source_name"])) if service.is_custom else answers


def code_repository(answers: Answers) -> str:
    """Where its code belongs."""
    return PUBLIC_REPOSITORY if answers.config.get(CODE_MAY_BE_PUBLIC) else PRIVATE_REPOSITORY


def build_checklist(answers: Answers, dataset: str) -> Iterator[str]:
    """What has to be done, step by step, in the development environment first."""
    public = (
        "the code may be public" if answers.config.get(CODE_MAY_BE_PUBLIC) else "the code may not be public"
    )
    yield f"Make a branch of {code_repository(answers)} ({public})."
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


def is_built_connection(connection: Connection, dataset: str) -> bool:
    """Whether this connection is the one that was being built under the name `dataset`."""
    return connection.service in CUSTOM_SERVICES and connection.name == dataset
