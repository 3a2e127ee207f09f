"""Submit the request form, or one page of it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.form_state import draft_owner, form_of_view, load_form_values
from bot.slack.listeners.payload import Payload
from bot.slack.views.blocks import truncate
from bot.slack.views.existing_connections import drawn_existing_connections
from bot.slack.views.form import REQUEST_FORM, request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.inputs import field_error
from workflows.errors import Refused
from workflows.requests.answers import Answers
from workflows.requests.edits import edit_request
from workflows.requests.form_validation import FormErrors
from workflows.requests.model import ConnectorRequest
from workflows.secret_scanning import drop_secrets

log = structlog.get_logger(__name__)

FormResponse = dict[str, Any]
CLOSE_ALL: FormResponse = {"response_action": "clear"}
MAX_ERROR_CHARS = 1_000


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to submissions of the form."""
    app.view(REQUEST_FORM)(partial(handle_request_form, ctx))


def handle_request_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Store the request, then close the form."""
    responses: list[FormResponse] = []
    with error_boundary(lambda text: responses.append(_errors(ctx, body, {"": text}))):
        try:
            responses.append(submit_form(ctx, body))
        except FormErrors as invalid:
            responses.append(_show_errors(ctx, body, invalid.errors))
        except Refused as refused:
            responses.append(_errors(ctx, body, {refused.field or "": refused.message}))
    ack(**responses[0])


def submit_form(ctx: ListenerContext, body: Payload) -> FormResponse:
    """Return what Slack does next: show the next page, or close the form. Raises `FormErrors`."""
    user = body["user"]["id"]
    ctx.directory.reject_known_outsider(user, body["user"].get("team_id") or "")
    state = form_of_view(ctx, body, cached_only=True)
    if not state.request_id and ctx.request_store.of_submission(state.form_id):
        return CLOSE_ALL
    if state.is_drawn_for_other_service:  # the person hasn't seen the fields and proposals of this one
        return {"response_action": "update", "view": request_form(replace(state, is_redrawn=True))}
    answers = state.validate()
    if answers is None:
        return _push_page(ctx, state, state.next_page or 0, user)
    save_request(ctx, state, user, answers)
    return CLOSE_ALL


def _push_page(ctx: ListenerContext, state: FormState, page: int, user: str) -> FormResponse:
    """Save the current page, and fill the next one with what was saved for it earlier."""
    known = load_form_values(ctx, state.form_id, state.request_id)
    if known.get("service") == state.values.get("service"):  # fields that were emptied here stay empty
        state = replace(state, values={**known, **drop_secrets(state.submitted), **state.values})
    ctx.drafts.save(state.form_id, draft_owner(user, state.request_id), state.values)
    return {"response_action": "push", "view": request_form(state.at_page(page))}


def save_request(ctx: ListenerContext, state: FormState, user: str, answers: Answers) -> None:
    """Create a request, or change the one that is being edited; a redelivery changes nothing."""
    if state.request_id:
        request = edit_request(state.request_id, answers, user, ctx.ports, state.seen_revision)
    else:
        step = ctx.custom_steps.step_of_form(state.form_id, user)
        now = ctx.ports.clock.now()
        request = ConnectorRequest(ctx.new_id(), user, state.channel, now, answers, custom_step=step)
        request = ctx.request_store.add(request, submission=state.form_id)
        ctx.custom_steps.confirm(step)
    ctx.drafts.delete(draft_owner(user, state.request_id))
    log.info("request saved", request=request.id, service=answers.service, revision=request.revision)
    ctx.queue.reconcile(request)


def _show_errors(ctx: ListenerContext, body: Payload, errors: Mapping[str, str]) -> FormResponse:
    """Show each error under its field. What is wrong in a line turns it into a field first."""
    ctx.open_forms.note_errors(body["view"]["id"], errors)
    state = FormState.parse(body["view"], ctx.ports.clock.now().date())
    if state.page or not errors.keys() - state.block_ids.keys():
        return _errors(ctx, body, errors)
    form = form_of_view(ctx, body, cached_only=True).opening(errors, errors)
    drawn = drawn_existing_connections(body["view"]["blocks"])
    return {"response_action": "update", "view": request_form(replace(form, drawn_existing=drawn))}


def _errors(ctx: ListenerContext, body: Payload, errors: Mapping[str, str]) -> FormResponse:
    """Show each error under its field."""
    by_block = FormState.parse(body["view"], ctx.ports.clock.now().date()).errors_by_block(errors)
    return {
        "response_action": "errors",
        "errors": {block_id: truncate(field_error(text), MAX_ERROR_CHARS) for block_id, text in by_block.items()},
    }
