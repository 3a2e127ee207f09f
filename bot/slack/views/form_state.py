"""The state of one request form: what Slack sent, what the form shows, and whether its values are valid."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.slack.views.existing_connections import DUPLICATE_REASON_FIELD
from bot.slack.views.inputs import submitted_values
from workflows.catalog.config_fields import FormValues
from workflows.catalog.form_pages import next_page
from workflows.catalog.service import (
    CUSTOM_CONNECTOR_ID,
    DESTINATION_FIELDS,
    FindTakenNames,
    Service,
    complete_destination,
    propose_destination,
)
from workflows.reporting.duplicates import Duplicates
from workflows.requests.answers import Answers
from workflows.requests.custom_connector import custom_service
from workflows.requests.form_validation import FormErrors, explain_invalid_name, explain_taken_name, validate_form
from workflows.secret_scanning import drop_secrets

CUSTOM_NAME_FIELD = "config.source_name"
DESTINATION_LABELS = {
    "schema": "Dataset",
    "table": "Table",
    "schema_prefix": "Dataset prefix",
    "table_group_name": "Table group",
}
SERVICE_FIELDS = {name for names in DESTINATION_FIELDS.values() for name in names} | {
    "reports",
    DUPLICATE_REASON_FIELD,
}
"""Fields whose meaning depends on the service."""

RENAMED_FIELDS = {"another_because": DUPLICATE_REASON_FIELD}
RENAMED_OPTIONS = {
    "sensitivity": {"personal data": "personal_data", "not sure": "not_sure"},
    "freshness": {"every 6 hours": "six_hours"},
}
"""Names and option values of earlier versions: a form can stay open during a deploy."""


@dataclass(frozen=True)
class ServiceChoice:
    """The value of an option in the service picker: `salesforce`, or `custom:Name of the source`."""

    service_id: str
    custom_name: str = ""

    @classmethod
    def parse(cls, value: str) -> "ServiceChoice":
        """Read the value of an option."""
        service_id, _, custom_name = value.partition(":")
        return cls(service_id, custom_name)

    @property
    def custom(self) -> Service | None:
        """The custom connector that was chosen; None for a service of the catalog."""
        return custom_service(self.custom_name) if self.service_id == CUSTOM_CONNECTOR_ID else None

    @property
    def form_key(self) -> str:
        """What distinguishes this choice in a form (`Service.form_key`)."""
        return self.custom.form_key if self.custom else self.service_id


@dataclass(frozen=True)
class FormState:
    """Everything that the form shows; `values` never contain anything that looks like a secret."""

    form_id: str
    """The id of this form: its request, its draft, and all of its pages share it."""
    channel: str
    today: date
    service: Service | None = None
    values: FormValues = field(default_factory=dict)
    duplicates: Duplicates = field(default_factory=Duplicates)
    """Existing connections and open requests of the service."""
    name_problem: str | None = None
    page: int = 0
    request_id: str = ""
    """The request that is being edited; empty for a new one."""
    seen_revision: int | None = None
    """The revision of that request when the form was opened."""
    is_resumed: bool = False
    viewer_id: str = ""
    """The Slack user who has the form open; empty until it matters."""
    find_taken: FindTakenNames = field(default=frozenset().intersection, repr=False, compare=False)
    """Which of some destination names are taken; none, as long as no service is chosen."""
    submitted: FormValues = field(default_factory=dict, repr=False)
    """The fields of this page as the person filled them in, secrets included."""
    block_ids: Mapping[str, str] = field(default_factory=dict)
    """Field → `block_id` of the input blocks on this page."""
    drawn_form_key: str = ""
    """`Service.form_key` of the service that the page was drawn for."""

    @classmethod
    def parse(cls, view: Mapping[str, Any], today: date) -> "FormState":
        """Read the view of a Slack payload. The service and values of earlier pages aren't loaded yet."""
        metadata = json.loads(view["private_metadata"])
        submitted = _in_current_terms(submitted_values(view["state"]["values"]))
        blocks = [block["block_id"] for block in view.get("blocks", []) if block["type"] == "input"]
        return cls(
            form_id=metadata["form"],
            channel=metadata["channel"],
            today=today,
            values=drop_secrets(submitted),
            page=metadata["step"],
            request_id=metadata.get("request", ""),
            seen_revision=metadata.get("revision"),
            submitted=submitted,
            block_ids={RENAMED_FIELDS.get(block_id, block_id): block_id for block_id in blocks},
            drawn_form_key=metadata.get("service", ""),
        )

    @property
    def private_metadata(self) -> str:
        """What Slack returns with the form; it contains nothing that a person typed."""
        metadata = {
            "form": self.form_id,
            "channel": self.channel,
            "step": self.page,
            "request": self.request_id,
            "revision": self.seen_revision,
            "service": self.service.form_key if self.service else "",
        }
        return json.dumps(metadata)

    @property
    def choice(self) -> ServiceChoice:
        """The chosen service; its id is empty while none is chosen."""
        return ServiceChoice.parse(self.values.get("service") or "")

    @property
    def next_page(self) -> int | None:
        """The next page that asks for anything; None on the last one."""
        return next_page(self.service, self.page, self.values) if self.service else None

    def at_page(self, page: int) -> "FormState":
        """Return the same form at another page."""
        return replace(self, page=page)

    def with_earlier_values(self, earlier: FormValues) -> "FormState":
        """Add what earlier pages said; this page wins."""
        return replace(self, values=drop_secrets({**earlier, **self.submitted}))

    def without_other_service(self) -> "FormState":
        """Drop values that belong to the service the page was drawn for, if another one is chosen by now."""
        if self.choice.form_key == self.drawn_form_key:
            return self
        kept = {
            name: value
            for name, value in self.values.items()
            if name not in SERVICE_FIELDS and not name.startswith("config.")
        }
        return replace(self, values=kept)

    def for_service(self, service: Service, value: str, find_taken: FindTakenNames) -> "FormState":
        """Choose `service` (option `value`): propose free names where none are given, and check the names."""
        if service.unavailable_reason:
            return replace(self, service=service, values={**self.values, "service": value})
        custom_name = ServiceChoice.parse(value).custom_name
        names = propose_destination(service, find_taken)
        values: FormValues = {
            **names,
            **({CUSTOM_NAME_FIELD: custom_name} if custom_name else {}),
            **{name: given for name, given in self.values.items() if given},
            "service": value,
        }
        if names and not service.is_custom and names.items() <= values.items():  # no person typed them
            problem = explain_taken_name(service, complete_destination(service, names), find_taken)
        else:
            problem = explain_invalid_name(values, service, find_taken, DESTINATION_LABELS)
        return replace(self, service=service, values=values, find_taken=find_taken, name_problem=problem)

    def validate(self) -> Answers | None:
        """Return the answers of the whole form; None while this page is valid and another one follows.

        Raises `FormErrors`. The typed text is validated, because secrets are already missing from `values`.
        """
        if self.service is None:
            raise FormErrors({"service": "Choose a service from the list."})
        is_duplicate = DUPLICATE_REASON_FIELD in self.block_ids and not self.request_id
        form = {**self.values, **self.submitted}
        try:
            answers = validate_form(form, self.service, self.today, self.find_taken, is_duplicate=is_duplicate)
        except FormErrors as invalid:
            on_page = {name: text for name, text in invalid.errors.items() if name in self.block_ids}
            if self.next_page is None:
                raise
            if on_page:
                raise FormErrors(on_page) from None
            return None  # the missing fields are on later pages
        return answers if self.next_page is None else None

    def errors_by_block(self, errors: Mapping[str, str]) -> dict[str, str]:
        """Assign each error to the block of its field; errors of other pages go to the first block."""
        by_block = {self.block_ids[name]: text for name, text in errors.items() if name in self.block_ids}
        elsewhere = [text for name, text in errors.items() if name not in self.block_ids]
        if elsewhere:
            by_block.setdefault(next(iter(self.block_ids.values())), " ".join(elsewhere))
        return by_block


def _in_current_terms(values: FormValues) -> dict[str, str | None]:
    current = {RENAMED_FIELDS.get(name, name): value for name, value in values.items()}
    return {name: RENAMED_OPTIONS.get(name, {}).get(value or "", value) for name, value in current.items()}
