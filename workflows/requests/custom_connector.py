"""Custom connectors: the questions to ask if no service fits, and the steps to build one."""

from collections.abc import Iterator
from dataclasses import replace

from workflows.catalog.config_fields import ConfigField, FieldKind
from workflows.catalog.field_formats import FieldFormat
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service
from workflows.connections.model import Connection
from workflows.requests.answers import Answers

PUBLIC_REPOSITORY = "https://github.com/mozilla/fivetran-connectors"
PRIVATE_REPOSITORY = "https://github.com/mozilla/private-fivetran-connectors"
CUSTOM_SERVICES = frozenset({"google_cloud_function", "connector_sdk"})
"""The Fivetran services that run our own code."""
CODE_MAY_BE_PUBLIC = "code_may_be_public"

CUSTOM_CONNECTOR_FIELDS = (
    ConfigField("source_name", "What is the source called?", FieldKind.TEXT, is_required=True),
    ConfigField(
        "api_docs",
        "Where are its API docs?",
        FieldKind.TEXT,
        "A URL, or “none”.",
        is_required=True,
        format=FieldFormat.URL_OR_NONE,
    ),
    ConfigField(
        "auth_kind",
        "How does the API authenticate?",
        FieldKind.CHOICE,
        "Only the method, never the key itself.",
        ("API key", "OAuth 2", "Username and password", "Service account", "None", "Not sure"),
        is_required=True,
    ),
    ConfigField(
        "volume",
        "How much data is there?",
        FieldKind.CHOICE,
        "New or changed rows per month. Fivetran charges for these.",
        ("Up to 10,000", "Up to 1 million", "Up to 100 million", "More", "Not sure"),
        is_required=True,
    ),
    ConfigField(
        "increment",
        "Can the API return only changes?",
        FieldKind.CHOICE,
        options=("Yes, by modification time", "Yes, by cursor", "No", "Not sure"),
        is_required=True,
    ),
    ConfigField(
        CODE_MAY_BE_PUBLIC,
        "Can the code be public?",
        FieldKind.YES_NO,
        "Choose No if it reveals something about us or a partner. It then goes into the private repository.",
        is_required=True,
    ),
)


def custom_service(name: str = "") -> Service:
    """Return the service that stands for a custom connector; `name` is what the requester searched for."""
    return Service(
        CUSTOM_CONNECTOR_ID,
        name or "Custom connector",
        "Built by us",
        config_fields=CUSTOM_CONNECTOR_FIELDS,
    )


def name_after_source(service: Service, answers: Answers) -> Answers:
    """Return the answers, with a custom connector named after its source."""
    return replace(answers, service_name=str(answers.config["source_name"])) if service.is_custom else answers


def code_repository(answers: Answers) -> str:
    """Return the URL of the repository for the connector's code."""
    return PUBLIC_REPOSITORY if answers.config.get(CODE_MAY_BE_PUBLIC) else PRIVATE_REPOSITORY


def build_checklist(answers: Answers, dataset: str) -> Iterator[str]:
    """Yield the steps to build the connector, in the development environment first."""
    visibility = "public" if answers.config.get(CODE_MAY_BE_PUBLIC) else "private"
    yield f"Create a branch in {code_repository(answers)} (the code is {visibility})."
    yield f"Create the skeleton: ./fivetran bootstrap, then ./fivetran connector create {dataset}."
    yield (
        "Write main.py and its tests. A call can take up to 9 minutes. Return hasMore (not has_more) if "
        f"there is more data. API docs: {answers.config.get('api_docs', '')}"
    )
    yield (
        f"Deploy it to dev-fivetran: add {dataset} with environment: dev to deploy.yaml, run "
        "./fivetran ci_config update, get a review, and merge. CI deploys merged code."
    )
    yield (
        f"In Fivetran_Dev, create a Google Cloud Functions connection: destination schema {dataset}, the "
        "function's trigger URL, its secrets as JSON. Press Save & Test."
    )
    yield (
        f"The bot finds the connection {dataset} on its own. If it has another name, an approver types "
        "/connector link with this ticket and the connection's id."
    )
    yield "Move it to Fivetran_Prod only after thorough testing, when its schema is unlikely to change."


def is_built_connection(connection: Connection, dataset: str) -> bool:
    """Whether this is the custom connection that was built under the name `dataset`."""
    return connection.service in CUSTOM_SERVICES and connection.name == dataset
