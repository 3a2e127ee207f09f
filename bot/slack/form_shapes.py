"""What a form brings back: the metadata that the bot gave it, its fields, and what the person entered.

https://docs.slack.dev/reference/views/modal-views
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, model_validator

from bot.slack.views.access import ACCESS_FORM, BENEFICIARY_FIELD, REASON_FIELD, RESOURCE_FIELD
from bot.slack.views.decline import DECLINE_FORM, DECLINE_REASON_FIELD
from bot.slack.views.form import REQUEST_FORM
from bot.slack.views.reassign import PERSON_FIELD, REASSIGN_FORM, ROLE_FIELD
from bot.slack.views.remove_text import REMOVE_TEXT_FORM, TEXT_FIELD
from bot.slack.views.withdraw import WITHDRAW_FORM

MAX_NUMBER = 2**31 - 1
FORM_FIELDS: Mapping[str, frozenset[str]] = {
    ACCESS_FORM: frozenset({BENEFICIARY_FIELD, RESOURCE_FIELD, REASON_FIELD}),
    DECLINE_FORM: frozenset({DECLINE_REASON_FIELD}),
    REASSIGN_FORM: frozenset({ROLE_FIELD, PERSON_FIELD}),
    REMOVE_TEXT_FORM: frozenset({TEXT_FIELD}),
    REQUEST_FORM: frozenset(),  # its fields depend on the service
    WITHDRAW_FORM: frozenset(),
}
"""Callback id → the fields that are always in the form. Slack also names those that are empty."""

QUESTIONS = frozenset({WITHDRAW_FORM})
"""Forms without a field, which only ask whether to go on."""


class Shape(BaseModel):
    """A part of a payload."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class RequestFormMetadata(Shape):
    """What `FormState.private_metadata` contains. Forms that an earlier version opened can lack the last six."""

    form: StrictStr
    channel: StrictStr
    step: Annotated[StrictInt, Field(ge=0, le=MAX_NUMBER)]
    request: StrictStr = ""
    revision: Annotated[StrictInt, Field(ge=0, le=MAX_NUMBER)] | None = None
    service: StrictStr = ""
    lines: dict[StrictStr, StrictStr] = Field(default_factory=dict)
    proposed: list[StrictStr] = Field(default_factory=list)
    settings: StrictBool = True


METADATA: Mapping[str, Callable[[str], object]] = {
    ACCESS_FORM: lambda _text: True,  # it needs none
    DECLINE_FORM: re.compile(r"\S+ \S+ [0-9]{1,9}").fullmatch,
    REASSIGN_FORM: re.compile(r"\S+ \S+ \S+ \S+").fullmatch,
    REMOVE_TEXT_FORM: re.compile(r"\S+ \S+").fullmatch,
    REQUEST_FORM: RequestFormMetadata.model_validate_json,
    WITHDRAW_FORM: re.compile(r"\S+ \S+").fullmatch,
}
"""Callback id → whether text is metadata of this form: returns something false, or raises, if it isn't."""


class ChosenOption(Shape):
    """An option of a select."""

    value: StrictStr


class FieldState(Shape):
    """What the person entered or chose in one field."""

    value: StrictStr | None = None
    selected_user: StrictStr | None = None
    selected_date: StrictStr | None = None
    selected_option: ChosenOption | None = None
    selected_options: list[ChosenOption] | None = None


class ViewState(Shape):
    """The state of all fields: block id → action id → state."""

    values: dict[str, dict[str, FieldState]]


class DrawnBlock(Shape):
    """A block of a view. Slack names those that the bot didn't."""

    type: StrictStr
    block_id: StrictStr


class View(Shape):
    """A form or the Home tab. The callback id says which form it is."""

    id: StrictStr
    type: StrictStr
    hash: StrictStr
    callback_id: StrictStr
    private_metadata: StrictStr
    state: ViewState
    blocks: list[DrawnBlock]

    @model_validator(mode="after")
    def _is_ours(self) -> Self:
        if self.callback_id in FORM_FIELDS:
            is_read = METADATA[self.callback_id](self.private_metadata)
            is_complete = all(self.state.values.get(name) for name in FORM_FIELDS[self.callback_id])
            needed = [block for block in self.blocks if block.type == "input" or self.callback_id in QUESTIONS]
            if not (is_read and is_complete and needed):
                raise ValueError("This isn't what the bot put in this form.")
        return self
