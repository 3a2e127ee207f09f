"""Somebody sends the request form, or one step of it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.form_state import draft_owner, form_of_view, load_form_values, taken_names
from bot.slack.listeners.payload import Payload
from bot.slack.views.blocks import truncate
from bot.slack.views.existing_connections import DUPLICATE_REASON_FIELD
from bot.slack.views.form import REQUEST_FORM, request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.inputs import submitted_values
from workflows.catalog.form_pages import next_page
from workflows.errors import Refused
from workflows.requests.edits import edit_request
from workflows.requests.form_validation import FormErrors, validate_form
from workflows.requests.model import Answers, ConnectorRequest
from workflows.secret_scanning import drop_secrets

log = structlog.get_logger(__name__)

FormResponse = dict[str, Any]
CLOSE_ALL: FormResponse = {"response_action": "clear"}


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the form being sent."""
    app.view(REQUEST_FORM)(partial(handle_request_form, ctx))


def handle_request_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The form closes when the request is kept, and not before."""
    answers: list[FormResponse] = []

    def beside(words: str) -> None:
        answers.append(_errors(body, {"": words}))

    with error_boundary(beside):
        try:
            answers.append(submit_form(ctx, body))
        except FormErrors as wrong:
            answers.append(_errors(body, wrong.errors))
        except Refused as refused:
            answers.append(_errors(body, {refused.field or "": refused.message}))
    ack(**answers[0])


def submit_form(ctx: ListenerContext, body: Payload) -> FormResponse:
    """What Slack should do now: show the next step, or close. `FormErrors` when something is wrong."""
    user = body["user"]["id"]
    ctx.directory.reject_known_outsider(user, body["user"].get("team_id") or "")
    sheet = form_of_view(ctx, body, cached_only=True)
    if not sheet.request_id and ctx.request_store.of_submission(sheet.form_id):
        return CLOSE_ALL
    if sheet.service is None:
        raise FormErrors({"service": "Choose a service from the list."})
    # Judged is what was typed, secrets too: the sheet has lost them already.
    typed = {**sheet.values, **submitted_values(body["view"]["state"]["values"])}
    further = next_page(sheet.service, sheet.page, sheet.values)
    try:
        taken, one_more = (
            taken_names(ctx, sheet.request_id),
            DUPLICATE_REASON_FIELD in _fields(body) and not sheet.request_id,
        )
        answers = validate_form(typed, sheet.service, sheet.today, taken, is_duplicate=one_more)
    except FormErrors as wrong:
        here = {name: words for name, words in wrong.errors.items() if name in _fields(body)}
        if further is None or here:  # what the next steps will ask is not missing yet
            raise FormErrors(here if further is not None else wrong.errors) from None
        answers = None
    if further is not None:
        return {
            "response_action": "push",
            "view": request_form(_restore_later_pages(ctx, sheet, body).at_page(further)),
        }
    assert answers
    save_request(ctx, sheet, user, answers)
    return CLOSE_ALL


def _restore_later_pages(front: ListenerContext, sheet: FormState, body: Payload) -> FormState:
    """The form with what was kept of further steps that somebody came back from, or answered before."""
    known, here = (
        load_form_values(front, sheet.form_id, sheet.request_id),
        submitted_values(body["view"]["state"]["values"]),
    )
    if known.get("service") == sheet.values.get("service"):  # what was emptied here stays empty
        sheet = replace(sheet, values={**known, **drop_secrets(here), **sheet.values})
    front.drafts.save(sheet.form_id, draft_owner(body["user"]["id"], sheet.request_id), sheet.values)
    return sheet


def save_request(ctx: ListenerContext, state: FormState, user: str, answers: Answers) -> None:
    """Make a request of the answers, or change the one that is edited; delivered again it changes nothing."""
    if state.request_id:
        request = edit_request(state.request_id, answers, user, ctx.ports)
    else:
        request = ConnectorRequest(ctx.new_id(), user, state.channel, ctx.ports.clock.now(), answers)
        request = ctx.request_store.add(request, submission=state.form_id)
    ctx.drafts.delete(draft_owner(user, state.request_id))
    log.info("request kept", request=request.id, service=answers.service, revision=request.revision)
    ctx.queue.reconcile(request)


def _fields(body: Payload) -> set[str]:
    return {block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"}


def _errors(body: Payload, errors: Mapping[str, str]) -> FormResponse:
    """Each mistake beside its field; one of another step (or of none) beside the first field of this one."""
    here = _fields(body)
    beside = {name: words for name, words in errors.items() if name in here}
    elsewhere = [words for name, words in errors.items() if name not in here]
    if elsewhere:
        first = next(block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input")
        beside.setdefault(first, " ".join(elsewhere))
    return {
        "response_action": "errors",
        "errors": {name: truncate(words, 1_000) for name, words in beside.items()},
    }
