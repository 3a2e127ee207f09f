"""Wire access questions: who asks whom for existing data."""

from dataclasses import dataclass

from bot.bootstrap.answers import AnswersModule
from bot.bootstrap.core import Container
from bot.durable.access_queue import DbosAccessQueue, register_access_workflows
from bot.queries.access_subjects import AccessSubjectQueries
from bot.slack.access_question_messages import SlackAccessQuestions
from workflows.access_questions.ports import AccessQuestionPorts


@dataclass(frozen=True)
class AccessModule:
    """Everything that asks owners for access."""

    queue: DbosAccessQueue
    ports: AccessQuestionPorts

    def register(self) -> None:
        """Register the durable workflows."""
        register_access_workflows(self.ports)


def build_access(container: Container, answers: AnswersModule) -> AccessModule:
    """Build the module. A yes becomes an access request, which `answers` takes."""
    queries, questions = answers.status_queries, container.stores.access_questions
    queue = DbosAccessQueue(container.clock, questions)
    ports = AccessQuestionPorts(
        clock=container.clock,
        directory=container.slack.directory,
        rights=answers.ports.rights,
        requests=container.stores.requests,
        subjects=AccessSubjectQueries(answers.answerer, queries.existing_connections),
        questions=questions,
        messages=SlackAccessQuestions(container.slack.poster, container.slack.home_tabs),
        intake=answers.queue,
        queue=queue,
        messenger=container.ports.messenger,
        owners=container.stores.owners,
        audit=container.stores.audit,
    )
    return AccessModule(queue, ports)
