"""The request form, as a pure function of its state: three questions, and what the bot proposes."""

from bot.slack.views.blocks import Block, actions, button, confirm, context, escape_cut, section, truncate
from bot.slack.views.existing_connections import DUPLICATE_REASON_FIELD, existing_connections_view
from bot.slack.views.form_fields import (
    line_fields,
    owner_input,
    problem_note,
    purpose_input,
    service_input,
    with_problem,
)
from bot.slack.views.form_lines import proposal_line
from bot.slack.views.form_settings import FieldGroup, config_inputs, settings_blocks
from bot.slack.views.form_state import FORM_NOTE, LINES, FormState
from bot.slack.views.modal import modal
from bot.slack.views.same_service import built_once
from bot.slack.views.service_notes import service_notes
from workflows.catalog.service import Service
from workflows.requests.proposals import asks_sensitivity

REQUEST_FORM, FORM_TITLE = "request_form", "Request a connector"
START_OVER = "fresh_form"
SECRETS_NOTE = ":lock: Never type a password or key here. You enter credentials in Fivetran after approval."
PROPOSALS_NOTE = "I propose the rest. Change what doesn't fit."


def request_form(state: FormState) -> Block:
    """Build the modal: the whole form, or one page of a long one."""
    blocks = _first_page(state) if state.page == 0 else _later_page(state)
    submit = "Save changes" if state.request_id else "Send request"
    form = modal(
        "Edit your request" if state.request_id else FORM_TITLE,
        blocks,
        callback_id=REQUEST_FORM,
        submit="Next" if state.next_page else submit,
        metadata=state.private_metadata,
        close="Back" if state.page else "Cancel",
    )
    return {**form, "notify_on_close": not state.request_id}


def _first_page(state: FormState) -> list[Block]:
    service, values = state.service, state.values
    chosen, *notes = _about(service) if service else (service_input(None), *service_notes(None))
    top = [*_first_note(state), *with_problem(state, "service", chosen), *notes]
    if service and service.unavailable_reason:
        return [*top, *_start_over(state)]
    return [
        *top,
        *(state.drawn_existing or _existing_connections(state)),
        *problem_note(state, DUPLICATE_REASON_FIELD),
        *with_problem(state, "purpose", purpose_input(values)),
        *with_problem(state, "business_owner", owner_input(values.get("business_owner"))),
        *(_service_inputs(state, service) if service else []),
        context(SECRETS_NOTE),
        *_start_over(state),
    ]


@built_once
def _about(service: Service) -> tuple[Block, ...]:
    """Return the field with this service, and its notes."""
    return service_input(service), *service_notes(service)


def _existing_connections(state: FormState) -> list[Block]:
    reason = state.values.get(DUPLICATE_REASON_FIELD)
    return existing_connections_view(
        state.service, state.duplicates, reason, user=state.viewer_id, is_edit=bool(state.request_id)
    )


def _service_inputs(state: FormState, service: Service) -> list[Block]:
    """Return what is asked about this service, then what is proposed."""
    is_asked = asks_sensitivity(service) and "sensitivity" not in state.lines
    lines = [line for line in LINES if not (line == "sensitivity" and is_asked)]
    return [
        *(line_fields(state, service, "sensitivity") if is_asked else []),
        *config_inputs(state, service, FieldGroup.NEEDED),
        *([context(PROPOSALS_NOTE)] if state.lines else []),
        *[
            block
            for line in lines
            for block in ([proposal_line(state, line)] if line in state.lines else line_fields(state, service, line))
        ],
        *settings_blocks(state, service),
    ]


def _later_page(state: FormState) -> list[Block]:
    service = state.service
    assert service
    name = escape_cut(service.name, 100)
    intro = f"More settings for *{name}*. Leave a field empty to use Fivetran's default."
    return [section(intro), *config_inputs(state, service, FieldGroup.OPTIONAL), context(SECRETS_NOTE)]


def _first_note(state: FormState) -> list[Block]:
    note = [section(state.note, block_id=FORM_NOTE)] if state.note else []
    if state.is_redrawn and state.service:
        return [section(f"The form now fits *{escape_cut(state.service.name, 100)}*. Check it, then send it."), *note]
    if note:
        return note
    return [section(f"This is your draft {_draft_subject(state)}.")] if state.is_resumed else []


def _draft_subject(state: FormState) -> str:
    if state.service:
        return f"for *{escape_cut(state.service.name, 100)}*"
    purpose = " ".join((state.values.get("purpose") or "").split())
    return f"about “{escape_cut(purpose, 100)}”" if purpose else "without a service"


def _start_over(state: FormState) -> list[Block]:
    """Return the button that discards a draft. It comes last: Slack focuses what comes first."""
    if not state.is_resumed:
        return []
    name = f" for {truncate(state.service.name, 100)}" if state.service else ""
    question = confirm("Start over?", f"This discards your draft{name}.", "Start over")
    return actions([button(START_OVER, "Start over", state.form_id, confirm=question)])
