"""Wire the custom step in Workflow Builder."""

from bot.bootstrap.core import Container
from bot.durable.custom_step_queue import CustomStepQueue
from bot.slack.context import ListenerContext
from bot.slack.custom_step_messages import SlackStepMessages
from bot.slack.listeners.step_forms import SlackStepForms
from workflows.custom_steps.ports import StepPorts


def build_custom_steps(parts: Container) -> CustomStepQueue:
    """Build what takes runs."""
    return CustomStepQueue(parts.clock, parts.stores.step_runs)


def build_step_ports(parts: Container, ctx: ListenerContext) -> StepPorts:
    """Build the ports; `ctx` fills the form as it does for people."""
    return StepPorts(
        clock=parts.clock,
        directory=parts.slack.directory,
        runs=parts.stores.step_runs,
        requests=parts.stores.requests,
        forms=SlackStepForms(ctx),
        messages=SlackStepMessages(parts.slack.poster),
        answers=parts.ports.custom_steps,
        requests_queue=parts.work_queue,
        queue=ctx.custom_steps,
        new_id=ctx.new_id,
        channel=parts.settings.slack_channel,
    )
