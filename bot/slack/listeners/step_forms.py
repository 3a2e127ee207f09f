"""The request form of a workflow: the same fields, proposals, and rules as a person's, without a person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.slack.context import ListenerContext
from bot.slack.listeners.form_state import blank_form, with_service
from bot.slack.views.form_state import FormState
from workflows.catalog.service import Service
from workflows.custom_steps.inputs import INPUT_LABELS, name_input
from workflows.custom_steps.model import StepRun
from workflows.custom_steps.ports import FilledForm
from workflows.errors import Refused
from workflows.formatting import format_list
from workflows.requests.form_validation import FormErrors, validate_form

MAX_NAMED_SERVICES = 3


@dataclass(frozen=True)
class SlackStepForms:
    """Implements `workflows.custom_steps.ports.StepForms`."""

    ctx: ListenerContext

    def fill(self, requester: str, answers: Mapping[str, str | None]) -> FilledForm:
        service = self._find_service(answers["service"] or "")
        state = fill_form(self.ctx, requester, answers, service.id)
        assert state.service
        try:
            valid = validate_form(
                state.values, state.service, state.today, state.find_taken, is_duplicate=bool(state.duplicates.total)
            )
        except FormErrors as invalid:
            given = {**answers, "service": service.id}
            for name in INPUT_LABELS.keys() & invalid.errors.keys():
                if given.get(name):
                    raise Refused(name_input(name, invalid.errors[name])) from None
            return FilledForm(service.id, service.name, None, tuple(invalid.errors))
        return FilledForm(service.id, service.name, valid)

    def _find_service(self, typed: str) -> Service:
        """Return the service of a name. Internal services aren't found: a workflow can be run by anyone."""
        found = self.ctx.catalog.best_match(typed, internal=False)
        if found is None:
            names = [f"“{one.name}”" for one in self.ctx.catalog.nearest(typed, internal=False)[:MAX_NAMED_SERVICES]]
            hint = f" Did you mean {format_list(names, 'or')}?" if names else ""
            raise Refused(name_input("service", f"No service is called “{typed[:100]}”.{hint}"))
        return found


def fill_form(ctx: ListenerContext, requester: str, answers: Mapping[str, str | None], service_id: str) -> FormState:
    """Return the form with what a workflow gave, and what the form proposes for the rest. Raises `Refused`."""
    blank = blank_form(ctx, requester, requester)
    given = {name: value for name, value in answers.items() if value and name != "service"}
    try:
        return with_service(ctx, replace(blank, values={**blank.values, **given}), requester, service_id)
    except Refused as refusal:
        raise Refused(name_input("service", refusal.message)) from None


def form_of_run(ctx: ListenerContext, run: StepRun) -> FormState:
    """Return the form that completes a run: what is missing are fields, whatever the form would propose.

    What the requester filled in earlier stays.
    """
    values = {**run.inputs, **ctx.drafts.get(run.form_id)}
    ctx.drafts.save(run.form_id, f"{run.requester} completes", values)  # for the later pages
    state = fill_form(ctx, run.requester, values, run.service_id)
    return replace(state, form_id=run.form_id).opening(run.missing)
