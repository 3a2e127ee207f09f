"""Load what the request form shows: the service, its values, existing connections, and taken names."""

from dataclasses import replace

from bot.slack.context import ListenerContext
from bot.slack.listeners.payload import Payload
from bot.slack.views.form_state import FormState
from bot.slack.views.service_choice import ServiceChoice
from workflows.catalog.config_fields import FormValues
from workflows.catalog.service import Service
from workflows.errors import Refused
from workflows.reporting.duplicates import Duplicates
from workflows.requests.confidentiality import Viewer
from workflows.requests.form_validation import form_from_answers
from workflows.requests.model import ConnectorRequest
from workflows.requests.removals import REMOVED
from workflows.requests.taken_names import TakenNames


def blank_form(ctx: ListenerContext, channel: str, user: str) -> FormState:
    """Create an empty form. Who opens it is proposed as the business owner."""
    return FormState(
        ctx.new_id(),
        channel,
        ctx.ports.clock.now().date(),
        values={"business_owner": user},
        viewer_id=user,
        job_title=ctx.directory.known_title(user),
        find_taken=find_taken_names(ctx, ""),
    )


def form_of_draft(
    ctx: ListenerContext, channel: str, user: str, form_id: str, values: FormValues, *, viewer: Viewer | None = None
) -> FormState:
    """Restore a draft; its service may have left the catalog since. A viewer is one of `prepare_viewer`."""
    blank = blank_form(ctx, channel, user)
    given = {name: value for name, value in values.items() if value}
    state = replace(blank, form_id=form_id, values={**blank.values, **given}, is_resumed=True)
    value = values.get("service") or ""
    try:
        return read_service(ctx, state, user, value, viewer) if viewer else with_service(ctx, state, user, value)
    except Refused:
        return state


def form_of_request(ctx: ListenerContext, channel: str, request: ConnectorRequest) -> FormState:
    """Fill the form with the answers of a request, to edit them."""
    values = form_from_answers(request.answers)
    blank = blank_form(ctx, channel, request.requester)
    state = replace(blank, request_id=request.id, seen_revision=request.revision, values=values)
    return with_service(ctx, state, request.requester, values["service"] or "")


def form_to_resend(ctx: ListenerContext, request: ConnectorRequest) -> FormState:
    """Fill a new form with the answers of a request that ended, without a date that has passed or removed text."""
    state = blank_form(ctx, ctx.channel, request.requester)
    known = form_from_answers(request.answers)
    values = {name: value for name, value in known.items() if value != REMOVED}
    if request.answers.delete_after <= state.today:
        values.pop("delete_after", None)
    ctx.drafts.save(state.form_id, f"{request.requester} resends", values)  # for the later pages
    return with_service(ctx, replace(state, values=values), request.requester, values["service"] or "")


def form_of_view(ctx: ListenerContext, body: Payload, *, cached_only: bool = False) -> FormState:
    """Read the open form of a payload, and load what it needs.

    `cached_only` is for listeners that haven't acked yet: they can't wait for Fivetran.
    """
    user = body["user"]["id"]
    parsed = FormState.parse(body["view"], ctx.ports.clock.now().date())
    state = replace(parsed, viewer_id=user, job_title=ctx.directory.known_title(user))
    if state.page:
        state = state.with_earlier_values(load_form_values(ctx, state.form_id, state.request_id))
    value = state.values.get("service")
    if not value:
        return state
    state = state.without_other_service()
    return with_service(ctx, state, user, value, cached_only=cached_only)


def load_form_values(ctx: ListenerContext, form_id: str, request_id: str) -> FormValues:
    """Load what earlier pages of a form said; an edit starts with the answers of its request."""
    draft = ctx.drafts.get(form_id)
    if not request_id:
        return draft
    answered = form_from_answers(ctx.ports.requests.get(request_id).answers)
    is_same = draft.get("service", answered["service"]) == answered["service"]
    return {**answered, **draft} if is_same else draft


def draft_owner(user: str, request_id: str) -> str:
    """Return the key of a draft: the pages of an edit are never offered as a draft."""
    return f"{user} edits" if request_id else user


def with_service(
    ctx: ListenerContext, state: FormState, user: str, value: str, *, cached_only: bool = False
) -> FormState:
    """Choose the service of option `value`; `Refused` when this user can't request it."""
    viewer = None if cached_only else prepare_viewer(ctx, user, ServiceChoice.parse(value))
    find_taken = find_taken_names(ctx, state.request_id)
    with ctx.reading_at_once():
        return read_service(ctx, replace(state, find_taken=find_taken), user, value, viewer)


def prepare_viewer(ctx: ListenerContext, user: str, choice: ServiceChoice) -> Viewer:
    """Ask Fivetran and Slack what a form with this service needs, unless it's known. Return its viewer."""
    if choice.custom:
        return Viewer(user)
    ctx.catalog.prepare(choice.service_id, internal=ctx.is_superuser(user))
    return ctx.status_queries.form_viewer(user)


def read_service(ctx: ListenerContext, state: FormState, user: str, value: str, viewer: Viewer | None) -> FormState:
    """Choose the service; without a viewer, existing connections aren't looked up. Waits for no other system."""
    service = load_service(ctx, user, ServiceChoice.parse(value), cached_only=True)
    if service.unavailable_reason:
        return state.for_service(service, value, state.find_taken)
    chosen = state.for_service(service, value, state.find_taken)
    return replace(chosen, duplicates=_find_duplicates(ctx, chosen, viewer)) if viewer else chosen


def load_service(ctx: ListenerContext, user: str, choice: ServiceChoice, *, cached_only: bool = False) -> Service:
    """Load the chosen service; `Refused` when this user can't request it, because ids can be forged."""
    return choice.custom or ctx.catalog.load_service(
        choice.service_id, internal=ctx.is_superuser(user), cached_only=cached_only
    )


def find_taken_names(ctx: ListenerContext, request_id: str) -> TakenNames:
    """Return a search for taken names, without the one of the request that is being edited."""
    own_name = ctx.ports.requests.get(request_id).dataset if request_id else ""
    return TakenNames(ctx.request_store.taken_names, own_name)


def _find_duplicates(ctx: ListenerContext, state: FormState, viewer: Viewer) -> Duplicates:
    assert state.service
    if state.service.is_custom:
        return Duplicates()
    found = ctx.status_queries.existing_for_form(viewer, state.service.id)
    return found.without(state.request_id) if state.request_id else found
