"""Keep a form that is closed without being submitted, start it over, or discard it."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.listeners.form_state import blank_form
from bot.slack.listeners.payload import Payload
from bot.slack.views.existing_connections import DUPLICATE_REASON_FIELD
from bot.slack.views.form import FORM_TITLE, REQUEST_FORM, START_OVER, request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.home import DISCARD
from bot.slack.views.modal import message_modal
from workflows.requests.proposals import REQUESTER_AND_OWNER

TYPED_FIELDS = ("purpose", DUPLICATE_REASON_FIELD, "access", "config.", "destination.")
"""How the names of fields that people type in begin. A form with nothing in these but proposals isn't kept."""
NOTHING_TYPED = (None, "", REQUESTER_AND_OWNER)
DRAFT_SAVED = "I saved your answers. Type /connector to continue where you left off."


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to closed forms, and to the buttons that discard a draft."""
    app.view_closed(REQUEST_FORM)(partial(handle_form_closed, ctx))
    app.action(START_OVER)(partial(handle_start_over, ctx))
    app.action(DISCARD)(partial(handle_discard, ctx))


def handle_form_closed(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Save what was filled in, then ack: Slack may send the next page right after the ack."""
    user = body["user"]["id"]
    state = FormState.parse(body["view"], ctx.ports.clock.now().date())
    messages: list[str] = []
    with error_boundary(messages.append):
        if _save_draft(ctx, state, user) and state.page == 0:
            messages.append(DRAFT_SAVED)
    ack()
    for message in messages:
        with error_boundary(lambda _text: None):
            ctx.ports.messenger.send_private(state.channel, user, message)


def _save_draft(ctx: ListenerContext, state: FormState, user: str) -> bool:
    if ctx.request_store.of_submission(state.form_id) or not _is_worth_saving(ctx, state):
        return False
    ctx.drafts.save(state.form_id, user, state.submitted)
    return True


def _is_worth_saving(ctx: ListenerContext, state: FormState) -> bool:
    """Whether the person typed anything that isn't kept already. A service is chosen again with one press."""
    if state.page:
        return True
    filled = {name for name, value in state.submitted.items() if value not in NOTHING_TYPED}
    if not any(name.startswith(TYPED_FIELDS) for name in filled):
        return False
    kept = ctx.drafts.get(state.form_id)
    return any((value or None) != (kept.get(name) or None) for name, value in state.submitted.items())


def handle_start_over(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Replace a resumed form by an empty one.

    Slack keeps values as long as fields with the same ids exist, so the form is briefly without fields.
    https://docs.slack.dev/surfaces/modals#updating_apis
    """
    ack()
    user = body["user"]["id"]
    with report_errors(ctx, user):
        ctx.drafts.delete(user)
        state = FormState.parse(body["view"], ctx.ports.clock.now().date())
        emptied = ctx.update_form(body["view"], message_modal(FORM_TITLE, "Opening an empty form …"))
        ctx.update_form(emptied, request_form(blank_form(ctx, state.channel, user)))


def handle_discard(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Discard the draft from the Home tab."""
    ack()
    user = body["user"]["id"]
    with report_errors(ctx, user):
        ctx.drafts.delete(user)
        ctx.home_tabs.draw(user)
