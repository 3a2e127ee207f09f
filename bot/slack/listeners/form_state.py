"""Load what the request form shows: the service, its values, existing connections, and taken names."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.slack.context import ListenerContext
from bot.slack.listeners.payload import Payload
from bot.slack.views.form_notes import why_resent
from bot.slack.views.form_state import FormState
from bot.slack.views.service_choice import ServiceChoice
from workflows.catalog.config_fields import FormValues
from workflows.catalog.service import Service, first_proposed_names
from workflows.errors import Refused
from workflows.reporting.form_facts import FormFacts
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


def form_of_draft(ctx: ListenerContext, channel: str, user: str, form_id: str, values: FormValues) -> FormState:
    """Restore a draft; its service may have left the catalog since."""
    state = restore_draft(blank_form(ctx, channel, user), form_id, values)
    try:
        return with_service(ctx, state, user, values.get("service") or "")
    except Refused:
        return state


def restore_draft(state: FormState, form_id: str, values: FormValues) -> FormState:
    """Fill a blank form with a draft."""
    given = {name: value for name, value in values.items() if value}
    return replace(state, form_id=form_id, values={**state.values, **given}, is_resumed=True)


def form_of_request(ctx: ListenerContext, channel: str, request: ConnectorRequest) -> FormState:
    """Fill the form with the answers of a request, to edit them."""
    values = form_from_answers(request.answers)
    blank = blank_form(ctx, channel, request.requester)
    state = replace(blank, request_id=request.id, seen_revision=request.revision, values=values)
    return with_service(ctx, state, request.requester, values["service"] or "")


def form_to_resend(ctx: ListenerContext, channel: str, request: ConnectorRequest) -> FormState:
    """Fill a new form with the answers of a request that ended, and say why it ended.

    A date that has passed is left out, and so is removed text.
    """
    state = replace(blank_form(ctx, channel, request.requester), note=why_resent(request))
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
    choice = ServiceChoice.parse(value)
    if cached_only:
        service = load_service(ctx, user, choice, cached_only=True)
        return state.for_service(service, value, find_taken_names(ctx, state.request_id))
    viewer = prepare_viewer(ctx, user, choice)
    service, facts = read_service(ctx, user, choice)
    return show_service(ctx, state, service, value, facts, viewer)


def prepare_viewer(ctx: ListenerContext, user: str, choice: ServiceChoice) -> Viewer:
    """Ask Fivetran and Slack what a form with this service needs, unless it's known. Return its viewer."""
    if choice.custom:
        return Viewer(user)
    ctx.catalog.prepare(choice.service_id, internal=ctx.is_superuser(user))
    return ctx.status_queries.form_viewer(user)


def read_service(ctx: ListenerContext, user: str, choice: ServiceChoice) -> tuple[Service, FormFacts]:
    """Load the service, and what the account says about it. Waits for no other system.

    The names of the version that this process last saw are looked up at once; a newer version looks up its own later.
    """
    internal, seen = ctx.is_superuser(user), choice.custom or ctx.catalog.last_seen(choice.service_id)
    with ctx.reading_at_once():
        facts = ctx.read_form_facts(user, choice.service_id, first_proposed_names(seen) if seen else ())
        version = facts.config_read_at
        return choice.custom or ctx.catalog.load_version(choice.service_id, version, internal=internal), facts


def show_service(
    ctx: ListenerContext, state: FormState, service: Service, value: str, facts: FormFacts, viewer: Viewer
) -> FormState:
    """Choose a service, and show what the viewer can see of its existing connections."""
    chosen = state.for_service(service, value, find_taken_names(ctx, state.request_id, facts.is_taken))
    if service.is_custom or service.unavailable_reason:
        return chosen
    found = ctx.status_queries.existing_for_form(viewer, facts.found)
    return replace(chosen, duplicates=found.without(state.request_id) if state.request_id else found)


def load_service(ctx: ListenerContext, user: str, choice: ServiceChoice, *, cached_only: bool = False) -> Service:
    """Load the chosen service; `Refused` when this user can't request it, because ids can be forged."""
    return choice.custom or ctx.catalog.load_service(
        choice.service_id, internal=ctx.is_superuser(user), cached_only=cached_only
    )


def find_taken_names(
    ctx: ListenerContext, request_id: str, known: Mapping[str, bool] = MappingProxyType({})
) -> TakenNames:
    """Return a search for taken names, without the one of the request that is being edited.

    `known` says of some names whether they're taken.
    """
    own_name = ctx.ports.requests.get(request_id).dataset if request_id else ""
    return TakenNames(ctx.request_store.taken_names, own_name, dict(known))
