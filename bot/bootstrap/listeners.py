"""Wire the listeners: what people do in Slack."""

import uuid
from functools import partial

from bot.bootstrap.access import AccessModule
from bot.bootstrap.answers import AnswersModule
from bot.bootstrap.core import Container
from bot.durable.custom_step_queue import CustomStepQueue
from bot.durable.owner_queue import OwnerModule
from bot.durable.subscriptions import SubscriptionsModule
from bot.queries.link_previews import LinkPreviews
from bot.queries.waits import WaitReports
from bot.slack.context import ListenerContext
from bot.slack.repeated_commands import RepeatedCommands
from bot.store.database import reading_at_once
from bot.store.deliveries import DeliveryStore
from bot.store.form_facts import FormFactsStore
from bot.store.waits import WaitRows


def build_listener_context(
    parts: Container,
    answers: AnswersModule,
    access: AccessModule,
    subscriptions: SubscriptionsModule,
    owners: OwnerModule,
    custom_steps: CustomStepQueue,
) -> ListenerContext:
    """Build the context of the listeners."""
    return ListenerContext(
        slack=parts.slack.client,
        ports=parts.ports,
        catalog=parts.catalog,
        request_store=parts.stores.requests,
        drafts=parts.stores.drafts,
        directory=parts.slack.directory,
        request_queries=parts.stores.request_queries,
        queue=parts.work_queue,
        subscriptions=subscriptions,
        access=access.queue,
        owners=owners,
        custom_steps=custom_steps,
        questions=answers.queue,
        question_store=answers.ports.questions,
        status_queries=answers.status_queries,
        link_previews=LinkPreviews(answers.status_queries, parts.slack.channels.is_shared),
        posted_previews=parts.stores.link_previews,
        repeated_commands=_repeated_commands(parts),
        digests=answers.digest_queue,
        home_tabs=parts.slack.home_tabs,
        channel=parts.settings.slack_channel,
        superusers=parts.settings.ids("superusers"),
        reading_at_once=partial(reading_at_once, parts.database),
        read_form_facts=FormFactsStore(answers.status_queries.existing_connections).read,
        build_report=build_wait_reports(parts).of_last,
        new_id=lambda: uuid.uuid4().hex[:12],
        can_offer_answers=parts.settings.offer_answers,
        has_agent_view=parts.settings.slack_agent_view,
    )


def build_wait_reports(parts: Container) -> WaitReports:
    """Build what says how long people wait."""
    rows, sensitive = WaitRows(parts.database), parts.catalog.sensitive_services()
    return WaitReports(rows, parts.clock, sensitive, parts.policies)


def _repeated_commands(parts: Container) -> RepeatedCommands:
    """Return what knows the deliveries of all processes. On SQLite there is one, and its memory is enough."""
    if parts.database.dialect.name == "sqlite":
        return RepeatedCommands()
    return RepeatedCommands(claim=DeliveryStore(parts.database, parts.clock).claim)
