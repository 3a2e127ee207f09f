"""The state of one request form: what Slack sent, what the form shows, and whether its values are valid."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from bot.slack.views.blocks import Block
from bot.slack.views.existing_connections import DUPLICATE_REASON_FIELD
from bot.slack.views.inputs import submitted_values
from bot.slack.views.service_choice import ServiceChoice
from workflows.catalog.config_fields import FormValues
from workflows.catalog.form_pages import next_page, optional_fields
from workflows.catalog.service import (
    DESTINATION_FIELDS,
    FindTakenNames,
    Service,
    complete_destination,
    propose_destination,
)
from workflows.reporting.duplicates import Duplicates
from workflows.requests.answers import Answers
from workflows.requests.form_validation import (
    FormErrors,
    explain_invalid_name,
    explain_taken_name,
    is_valid_answer,
    validate_form,
)
from workflows.requests.proposals import propose_answers, propose_audience
from workflows.secret_scanning import drop_secrets

CUSTOM_NAME_FIELD = "config.source_name"
DESTINATION_LABELS = {
    "schema": "Dataset",
    "table": "Table",
    "schema_prefix": "Dataset prefix",
    "table_group_name": "Table group",
}
DESTINATION, SETTINGS = "destination", "settings"
"""Lines that stand for more than one field: the names in the destination, and the settings that most people skip."""
LINES = (DESTINATION, "sensitivity", "access", "freshness", "delete_after", "reports")
"""What the form proposes, in the order of the lines."""
SERVICE_FIELDS = {name for names in DESTINATION_FIELDS.values() for name in names} | {
    "reports",
    DUPLICATE_REASON_FIELD,
}
"""Fields whose meaning depends on the service."""

FORM_NOTE = "form_note"
"""Block id of what the person should know when the form opens."""
METADATA_ENCODER = json.JSONEncoder(ensure_ascii=False)

RENAMED_FIELDS = {"another_because": DUPLICATE_REASON_FIELD}
RENAMED_OPTIONS = {
    "sensitivity": {"personal data": "personal_data", "not sure": "not_sure"},
    "freshness": {"every 6 hours": "six_hours"},
}
"""Names and option values of earlier versions: a form can stay open during a deploy."""


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
    note: str = ""
    """What the person should know while they fill in the form, in mrkdwn."""
    viewer_id: str = ""
    """The Slack user who has the form open."""
    job_title: str = ""
    """Their title in Slack, if it's known by now."""
    opened: frozenset[str] = frozenset()
    """What is shown as a field or as fields, although a value is proposed: names of fields and of lines."""
    proposed: frozenset[str] = frozenset()
    """Fields whose value is a proposal that the person has left alone."""
    drawn_existing: Sequence[Block] = field(default=(), repr=False)
    """The section about existing connections that the form shows already; used if they aren't looked up again."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field → what was wrong with it when the form was sent, and still is."""
    is_redrawn: bool = False
    """Whether the service was chosen so late that the person hasn't seen its form when they sent it."""
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
        fields = {RENAMED_FIELDS.get(block_id, block_id): block_id for block_id in blocks}
        settings = {SETTINGS} if metadata.get("settings", True) else set()
        return cls(
            form_id=metadata["form"],
            channel=metadata["channel"],
            today=today,
            values=drop_secrets({**metadata.get("lines", {}), **submitted}),
            page=metadata["step"],
            request_id=metadata.get("request", ""),
            seen_revision=metadata.get("revision"),
            submitted=submitted,
            block_ids=fields,
            drawn_form_key=metadata.get("service", ""),
            opened=frozenset({*fields, *settings}),
            proposed=frozenset(metadata.get("proposed", ())),
            note=_drawn_note(view),
            is_resumed=metadata.get("draft", False),
        )

    @property
    def private_metadata(self) -> str:
        """What Slack returns with the form: what it is about, and the values of its lines, which aren't fields."""
        lines = [name for line in self.lines for name in self.fields_of(line)]
        metadata = {
            "form": self.form_id,
            "channel": self.channel,
            "step": self.page,
            "request": self.request_id,
            "revision": self.seen_revision,
            "service": self.service.form_key if self.service else "",
            "lines": {name: self.values[name] for name in lines if self.values.get(name)},
            "proposed": sorted(self.proposed.intersection(lines)),
            "settings": self.shows_settings,
            "draft": self.is_resumed,
        }
        return METADATA_ENCODER.encode(metadata)

    @property
    def choice(self) -> ServiceChoice:
        """The chosen service; its id is empty while none is chosen."""
        return ServiceChoice.parse(self.values.get("service") or "")

    @property
    def is_drawn_for_other_service(self) -> bool:
        """Whether the person chose another service than this page was drawn for."""
        return not self.page and self.service is not None and self.choice.form_key != self.drawn_form_key

    @property
    def next_page(self) -> int | None:
        """The next page that asks for anything; None on the last one, or if the person skips the settings."""
        if self.service is None or not (self.page or self.shows_settings):
            return None
        return next_page(self.service, self.page, self.values)

    @cached_property
    def shows_settings(self) -> bool:
        """Whether the settings that most people skip are shown: on request, and if one has a value."""
        if SETTINGS in self.opened:
            return True
        if self.service is None or not self.has_settings:
            return False
        return any(self.values.get(one.form_field) for one in optional_fields(self.service, self.values))

    @cached_property
    def has_settings(self) -> bool:
        """Whether any setting of a service has a value."""
        return any(value and name.startswith("config.") for name, value in self.values.items())

    def fields_of(self, line: str) -> tuple[str, ...]:
        """Return the fields that a line stands for."""
        return (self.service.destination_fields if self.service else ()) if line == DESTINATION else (line,)

    @cached_property
    def lines(self) -> Sequence[str]:
        """What the form shows in words, with a button to change it, instead of a field."""
        if self.service is None or self.page:
            return ()
        as_fields = self.opened | self.problems.keys()
        return [line for line in LINES if as_fields.isdisjoint((line, *self.fields_of(line))) and self._is_sound(line)]

    def _is_sound(self, line: str) -> bool:
        if line == DESTINATION:
            fields = self.fields_of(line)
            return bool(fields) and all(map(self.values.get, fields)) and not self.name_problem
        if line == "reports":
            return bool(self.service and self.service.reports) and not self.values.get(line)
        if line == "access" and line in self.proposed and self.values.get(line):
            return True  # these words are ours; searching them for secrets takes longer than all other lines
        return bool(self.values.get(line)) and is_valid_answer(line, self.values.get(line), self.today)

    def opening(self, lines: Collection[str], problems: Mapping[str, str] | None = None) -> "FormState":
        """Return the form with these lines or fields as fields, and with what is wrong in them."""
        return replace(self, opened=self.opened.union(lines), problems=problems or self.problems)

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
            if name not in SERVICE_FIELDS and name not in self.proposed and not name.startswith("config.")
        }
        opened = frozenset(name for name in self.opened & kept.keys() if kept[name])
        return replace(self, values=kept, opened=opened, proposed=frozenset())

    def for_service(self, service: Service, value: str, find_taken: FindTakenNames) -> "FormState":
        """Choose `service` (option `value`): propose free names where none are given, and check the names."""
        if service.unavailable_reason:
            return replace(self, service=service, values={**self.values, "service": value})
        custom_name = ServiceChoice.parse(value).custom_name
        names = propose_destination(service, find_taken)
        given = {name: given for name, given in self.values.items() if given}
        proposals = propose_answers(service, self.today, self.job_title)
        values: FormValues = {
            **names,
            **proposals,
            **({CUSTOM_NAME_FIELD: custom_name} if custom_name else {}),
            **given,
            "service": value,
        }
        proposed = frozenset({*names, *proposals} - given.keys()) | self.proposed
        if names and not service.is_custom and names.items() <= values.items():  # no person typed them
            problem = explain_taken_name(service, complete_destination(service, names), find_taken)
        else:
            problem = explain_invalid_name(values, service, find_taken, DESTINATION_LABELS)
        return replace(
            self, service=service, values=values, find_taken=find_taken, name_problem=problem, proposed=proposed
        )

    def for_job_title(self, job_title: str) -> "FormState":
        """Return the form for a person whose title is known by now: who gets access can be proposed anew."""
        if self.service is None or self.service.unavailable_reason or "access" not in self.proposed:
            return self
        audience = propose_audience(self.service, job_title)
        return replace(self, job_title=job_title, values={**self.values, "access": audience})

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

    def current_errors(self) -> Mapping[str, str]:
        """Return what is wrong with the fields of this page as they are now."""
        try:
            self.validate()
        except FormErrors as invalid:
            return invalid.errors
        return {}

    def errors_by_block(self, errors: Mapping[str, str]) -> dict[str, str]:
        """Assign each error to the block of its field; errors of other pages go to the first block."""
        by_block = {self.block_ids[name]: text for name, text in errors.items() if name in self.block_ids}
        elsewhere = [text for name, text in errors.items() if name not in self.block_ids]
        if elsewhere:
            by_block.setdefault(next(iter(self.block_ids.values())), " ".join(elsewhere))
        return by_block


def _drawn_note(view: Mapping[str, Any]) -> str:
    """Return the note as it's drawn. It's too long for the metadata, and stays while the form is redrawn."""
    notes = (block["text"]["text"] for block in view.get("blocks", []) if block.get("block_id") == FORM_NOTE)
    return next(notes, "")


def _in_current_terms(values: FormValues) -> dict[str, str | None]:
    current = {RENAMED_FIELDS.get(name, name): value for name, value in values.items()}
    return {name: RENAMED_OPTIONS.get(name, {}).get(value or "", value) for name, value in current.items()}
