"""Turn a run of the step into a request, by the rules of the form. Each function can run twice."""

from collections.abc import Callable, Mapping

import structlog

from workflows.custom_steps.inputs import name_input
from workflows.custom_steps.model import RunStatus, StepRun
from workflows.custom_steps.ports import FilledForm, StepPorts
from workflows.errors import DeskError, PersonUnreachable, Refused
from workflows.permissions import check_member
from workflows.requests.answers import Answers
from workflows.requests.mirrors import CustomStep
from workflows.requests.model import ConnectorRequest
from workflows.retry import Backoff

log = structlog.get_logger(__name__)

RUN_BACKOFF = Backoff()
UNREACHABLE = "The request needs more answers, but Slack doesn't deliver my message to this person."
NOT_COMPLETED = "The requester didn't complete the request within 7 days."


def advance_step_run(run_id: str, ports: StepPorts) -> None:
    """Do what is next for a run; the sweep retries what fails."""
    run = ports.runs.get(run_id)
    if run.is_in_sync:
        return
    try:
        NEXT[run.status](run, ports)
    except DeskError as failure:
        current = ports.runs.get(run_id)
        retry_at = ports.clock.now() + RUN_BACKOFF.delay(failure, current.attempts)
        ports.runs.update(current, attempts=current.attempts + 1, retry_at=retry_at)
        log.warning("a custom step is delayed", run=run.id, reason=failure.message, until=retry_at.isoformat())


def advance_lagging_runs(ports: StepPorts) -> None:
    """Enqueue every run whose next attempt is due."""
    for run_id in ports.runs.out_of_sync(ports.clock.now()):
        ports.queue.advance(ports.runs.get(run_id))


def _start(run: StepRun, ports: StepPorts) -> None:
    """Send the request, or ask the requester for what is missing."""
    if ports.requests.of_submission(run.form_id):  # an attempt before a crash
        _settle(run, ports)
        return
    try:
        filled = _fill(run, ports)
    except Refused as refusal:
        _fail(run, refusal.message, ports)
        return
    if filled.answers:
        _send(run, filled.answers, ports)
    else:
        _ask(run, filled, ports)


def _fill(run: StepRun, ports: StepPorts) -> FilledForm:
    for role in ("requester", "business_owner"):
        user_id = run.requester if role == "requester" else run.inputs[role] or run.requester
        try:
            person = ports.directory.look_up(user_id, fresh=role == "requester")
            if role == "requester":
                check_member(person, ports.directory.home())
        except Refused as refusal:
            raise Refused(name_input(role, refusal.message)) from None
    return ports.forms.fill(run.requester, run.inputs)


def _send(run: StepRun, answers: Answers, ports: StepPorts) -> None:
    step, now = CustomStep(run.id, run.goal), ports.clock.now()
    request = ConnectorRequest(ports.new_id(), run.requester, ports.channel, now, answers, custom_step=step)
    request = ports.requests.add(request, submission=run.form_id)
    log.info("request saved", request=request.id, service=answers.service, run=run.id)
    _settle(run, ports)
    ports.requests_queue.reconcile(request)


def _settle(run: StepRun, ports: StepPorts) -> None:
    ports.runs.move(run, RunStatus.REQUESTED, inputs={}, is_in_sync=True)


def _ask(run: StepRun, filled: FilledForm, ports: StepPorts) -> None:
    """Save what is missing, then ask: the requester can press the button as soon as they see it."""
    asking = ports.runs.move(
        run,
        RunStatus.ASKING,
        service_id=filled.service_id,
        service_name=filled.service_name,
        missing=filled.missing,
        attempts=0,
    )
    if asking:
        _wait(asking, ports)


def _wait(run: StepRun, ports: StepPorts) -> None:
    """Ask the requester, and give up if they haven't completed the request in time."""
    if ports.clock.now() >= run.completes_by:
        _fail(run, NOT_COMPLETED, ports)
        return
    try:
        question = run.question or ports.messages.ask(run)
    except PersonUnreachable:
        _fail(run, name_input("requester", UNREACHABLE), ports)
    else:
        ports.runs.update(run, question=question, retry_at=run.completes_by, attempts=0)


def _confirm(run: StepRun, ports: StepPorts) -> None:
    """Spend the question once its form was sent. If that failed halfway, the requester can send it again."""
    if ports.requests.of_submission(run.form_id) is None:
        ports.runs.move(run, RunStatus.ASKING, retry_at=run.completes_by)
        return
    if run.question:
        ports.messages.show_end(run)
    ports.runs.update(run, inputs={}, is_in_sync=True)


def _fail(run: StepRun, error: str, ports: StepPorts) -> None:
    failed = ports.runs.move(run, RunStatus.FAILED, error=error, inputs={}, attempts=0, retry_at=None)
    if failed:
        _report(failed, ports)


def _report(run: StepRun, ports: StepPorts) -> None:
    ports.answers.fail(run.id, run.error)
    if run.question:
        ports.messages.show_end(run)
    ports.runs.update(run, is_in_sync=True)


NEXT: Mapping[RunStatus, Callable[[StepRun, StepPorts], None]] = {
    RunStatus.RECEIVED: _start,
    RunStatus.ASKING: _wait,
    RunStatus.REQUESTED: _confirm,
    RunStatus.FAILED: _report,
}
