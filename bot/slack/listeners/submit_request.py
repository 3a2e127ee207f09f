"""Somebody sends the request form, or one step of it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.form_state import keeper, kept, of_view, taken_names
from bot.slack.listeners.payload import Body
from bot.slack.views.blocks import cut
from bot.slack.views.existing_connections import ANOTHER
from bot.slack.views.form import FORM, request_form
from bot.slack.views.form_state import Sheet
from bot.slack.views.inputs import filled_in
from workflows.catalog.form_pages import step_after
from workflows.errors import Refused
from workflows.requests.edits import edit
from workflows.requests.form_validation import FormErrors, check
from workflows.requests.model import Answers, ConnectorRequest
from workflows.secret_scanning import without_secrets

log = structlog.get_logger(__name__)

Answer = dict[str, Any]
CLOSE_ALL: Answer = {"response_action": "clear"}


def register(app: App, front: Front) -> None:
    """Listen to the form being sent."""
    app.view(FORM)(partial(take_request, front))


def take_request(front: Front, ack: Ack, body: Body) -> None:
    """The form closes when the request is kept, and not before."""
    answers: list[Answer] = []

    def beside(words: str) -> None:
        answers.append(_errors(body, {"": words}))

    with telling(beside):
        try:
            answers.append(sent(front, body))
        except FormErrors as wrong:
            answers.append(_errors(body, wrong.errors))
        except Refused as refused:
            answers.append(_errors(body, {refused.field or "": refused.words}))
    ack(**answers[0])


def sent(front: Front, body: Body) -> Answer:
    """What Slack should do now: show the next step, or close. `FormErrors` when something is wrong."""
    user = body["user"]["id"]
    front.acquaintances.must_not_be_strange(user, body["user"].get("team_id") or "")
    sheet = of_view(front, body, at_hand=True)
    if not sheet.request and front.intake.of_submission(sheet.form):
        return CLOSE_ALL
    if sheet.service is None:
        raise FormErrors({"service": "Choose a service from the list."})
    # Judged is what was typed, secrets too: the sheet has lost them already.
    typed = {**sheet.filled, **filled_in(body["view"]["state"]["values"])}
    further = step_after(sheet.service, sheet.step, sheet.filled)
    try:
        taken, one_more = taken_names(front, sheet.request), ANOTHER in _fields(body) and not sheet.request
        answers = check(typed, sheet.service, sheet.today, taken, is_one_more=one_more)
    except FormErrors as wrong:
        here = {name: words for name, words in wrong.errors.items() if name in _fields(body)}
        if further is None or here:  # what the next steps will ask is not missing yet
            raise FormErrors(here if further is not None else wrong.errors) from None
        answers = None
    if further is not None:
        return {"response_action": "push", "view": request_form(_going_on(front, sheet, body).at(further))}
    assert answers
    keep(front, sheet, user, answers)
    return CLOSE_ALL


def _going_on(front: Front, sheet: Sheet, body: Body) -> Sheet:
    """The form with what was kept of further steps that somebody came back from, or answered before."""
    known, here = kept(front, sheet.form, sheet.request), filled_in(body["view"]["state"]["values"])
    if known.get("service") == sheet.filled.get("service"):  # what was emptied here stays empty
        sheet = replace(sheet, filled={**known, **without_secrets(here), **sheet.filled})
    front.drafts.keep(sheet.form, keeper(body["user"]["id"], sheet.request), sheet.filled)
    return sheet


def keep(front: Front, sheet: Sheet, user: str, answers: Answers) -> None:
    """Make a request of the answers, or change the one that is edited; delivered again it changes nothing."""
    if sheet.request:
        request = edit(sheet.request, answers, user, front.desk)
    else:
        request = ConnectorRequest(front.new_id(), user, sheet.channel, front.desk.clock.now(), answers)
        request = front.intake.add(request, submission=sheet.form)
    front.drafts.drop(keeper(user, sheet.request))
    log.info("request kept", request=request.id, service=answers.service, revision=request.revision)
    front.actions.settle(request)


def _fields(body: Body) -> set[str]:
    return {block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"}


def _errors(body: Body, errors: Mapping[str, str]) -> Answer:
    """Each mistake beside its field; one of another step (or of none) beside the first field of this one."""
    here = _fields(body)
    beside = {name: words for name, words in errors.items() if name in here}
    elsewhere = [words for name, words in errors.items() if name not in here]
    if elsewhere:
        first = next(block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input")
        beside.setdefault(first, " ".join(elsewhere))
    return {
        "response_action": "errors",
        "errors": {name: cut(words, 1_000) for name, words in beside.items()},
    }
