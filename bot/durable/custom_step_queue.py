"""Runs of the custom step on the queues: each leads to one request, or to an error, also after a crash."""

from dataclasses import dataclass
from datetime import timedelta

from bot.durable.queue import left_to_the_sweep
from bot.durable.queue_settings import REQUEST_QUEUE
from bot.durable.registration import register_jobs
from bot.durable.work_table import enqueue, fresh_id
from bot.store.step_runs import StepRunStore
from workflows.custom_steps.advance import advance_step_run
from workflows.custom_steps.model import StepRun, run_of_form
from workflows.custom_steps.ports import StepPorts
from workflows.ports import Clock
from workflows.requests.mirrors import CustomStep

ADVANCE_ID_PERIOD_SECONDS = 60
"""Seconds after which a run that isn't done is enqueued again."""
SENDING_PERIOD = timedelta(minutes=1)
"""How long a form can take to be saved. After that, its run asks the requester again."""


@dataclass(frozen=True)
class CustomStepQueue:
    """Takes runs, and implements `workflows.custom_steps.ports.RunQueue`."""

    clock: Clock
    runs: StepRunStore

    def start(self, run: StepRun) -> None:
        """Save a run and enqueue it. A redelivery changes nothing. Raises `Unavailable` if it can't be saved."""
        self.runs.save(run)
        self.advance(run)

    def advance(self, run: StepRun) -> None:
        """Do what is next for a run, one workflow at a time for each. What can't be enqueued is left to the sweep."""
        name = fresh_id(f"step:{run.id}:{run.status}:{run.attempts}", self.clock.now(), ADVANCE_ID_PERIOD_SECONDS)
        with left_to_the_sweep():
            enqueue(REQUEST_QUEUE, name, "advance_step_run", run.id, partition=f"step {run.id}")

    def step_of_form(self, form_id: str, user_id: str) -> CustomStep | None:
        """Return the step that a form completes, if the workflow still waits for this person; None for other forms."""
        run_id = run_of_form(form_id)
        run = self.runs.claim(run_id, user_id, self.clock.now() + SENDING_PERIOD) if run_id else None
        return CustomStep(run.id, run.goal) if run else None

    def confirm(self, step: CustomStep | None) -> None:
        """Spend the question of a step, now that its request is saved."""
        if step:
            self.advance(self.runs.get(step.execution_id))


def register_custom_steps(ports: StepPorts) -> None:
    """Register the workflow that runs need."""
    register_jobs(advance_step_run, ports=ports)
