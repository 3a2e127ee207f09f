"""Take over what version 1 left unfinished: its workflows have old names and pickled arguments.

At the start, each unfinished click of version 1 gets its new name and JSON arguments, and runs again from the
start under the same id. Jobs that work on a row are deleted, because the sweep starts them again. The old
processes must have stopped: the migration of the tables needs that, too.

Delete this module once no installation upgrades from 0.9 or earlier.
"""

import base64
import io
import pickle
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
import structlog
from dbos import Serializer

log = structlog.get_logger(__name__)

OLD_VERSION = "1"
UNFINISHED = ("PENDING", "ENQUEUED", "DELAYED")
DBOS_TABLES = ("workflow_status", "workflow_input", "operation_outputs")
CLICKS = {
    "answer": "answer_question",
    "ask_owner": "ask_owner",
    "ask_people": "hand_over_question",
    "choose": "choose_alternative",
    "decide": "decide",
    "link": "link_connection",
    "mute": "mute",
    "publish_now": "publish_digest_now",
    "rate": "rate_answer",
    "relieve": "perform_action",
    "want_card": "request_connect_card",
}
"""Old name of a click → new name. Workflows with other names are jobs."""
EFFECTS: Mapping[str, frozenset[str]] = {
    "decide": frozenset({"RequestStore.move"}),
    "link": frozenset({"RequestStore.move"}),
    "mute": frozenset({"AudienceStore.change"}),
    "relieve": frozenset({"IncidentStore.record", "IncidentStore.take", "RequestStore.note"}),
    "want_card": frozenset({"RequestStore.note"}),
}
"""Steps after which a click must not run again: it would find its own effect and report it as a conflict."""
REPLIES = frozenset({"SlackAnnouncer.whisper", "SlackReplies.whisper"})
"""The last step of a click. When it's recorded, nothing is left to do."""
ACTIONS = {
    "card": "connect_card",
    "test": "run_tests",
    "take": "acknowledge",
    "snooze 1h": "snooze_1h",
    "snooze 4h": "snooze_4h",
    "snooze 1d": "snooze_1d",
    "snooze": "snooze_until_recovery",
}
"""Old value → new value of an action on an incident; `sync` and `pause` are the same."""
QUESTION_FIELDS = {"by": "viewer_id", "came_of": "original_text", "passed_on": "handover_url"}
SURFACES = {"whisper": "ephemeral"}
ACTOR_FIELDS = {"by": "user_id", "team_id": "team_id", "channel": "channel", "seen": "seen_revision"}


class Press:
    """The fields of an actor of version 1."""


class OldQuestion:
    """The fields of a question of version 1. When it's enqueued, it has no answer yet."""


def _utc_offset(seconds: int = 0) -> timezone:
    return timezone(timedelta(seconds=seconds))


KNOWN: Mapping[str, Callable[..., Any]] = {
    "workflows.decide.Press": Press,
    "workflows.asking.Question": OldQuestion,
    "workflows.asking.Surface": str,
    "workflows.life.Event": str,
    "workflows.relief.Act": str,
    "datetime.datetime": datetime,
    "datetime.timedelta": timedelta,
    "datetime.timezone": timezone,
    "pydantic_core._pydantic_core.TzInfo": _utc_offset,
}
"""The classes that arguments of version 1 name, and what stands for them."""


class OldArguments(pickle.Unpickler):
    """Reads arguments of version 1. It knows the classes in `KNOWN` and refuses every other."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Return what stands for a class; raise `UnpicklingError` for an unknown one."""
        try:
            return KNOWN[f"{module_name}.{global_name}"]
        except KeyError:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} isn't an argument of 1") from None


def read_arguments(stored: str) -> list[Any]:
    """Return the arguments of a workflow of version 1 as JSON values in today's terms."""
    inputs = OldArguments(io.BytesIO(base64.b64decode(stored))).load()
    return [_to_json(argument) for argument in inputs["args"]]


def _to_json(value: Any) -> Any:
    if isinstance(value, Press):
        return {ACTOR_FIELDS[key]: field for key, field in vars(value).items()}
    if isinstance(value, OldQuestion):
        question = {QUESTION_FIELDS.get(key, key): _to_json(field) for key, field in vars(value).items()}
        return question | {"surface": SURFACES.get(question["surface"], question["surface"])}
    return value.isoformat() if isinstance(value, datetime) else value


def convert_workflows(database: sa.Engine, serializer: Serializer, version: str) -> None:
    """Convert or delete every unfinished workflow of version 1, in one transaction."""
    schema = None if database.dialect.name == "sqlite" else "dbos"
    if not sa.inspect(database).has_table(DBOS_TABLES[0], schema=schema):
        return
    if not _has_unfinished(database, schema):
        return
    tables = sa.MetaData(schema=schema)
    tables.reflect(database, only=DBOS_TABLES)
    status, inputs, outputs = (tables.tables[f"{schema}.{name}" if schema else name] for name in DBOS_TABLES)
    with database.begin() as connection:
        unfinished = sa.select(status.c.workflow_uuid, status.c.name).where(
            status.c.application_version == OLD_VERSION, status.c.status.in_(UNFINISHED)
        )
        for workflow_id, name in connection.execute(unfinished.with_for_update()).all():
            mine = [table.c.workflow_uuid == workflow_id for table in (status, inputs, outputs)]
            steps = connection.execute(sa.select(outputs.c.function_name).where(mine[2])).scalars()
            is_resumed = name in CLICKS and not set(steps) & (EFFECTS.get(name, frozenset()) | REPLIES)
            connection.execute(sa.delete(outputs).where(mine[2]))
            if not is_resumed:
                connection.execute(sa.delete(inputs).where(mine[1]))
                connection.execute(sa.delete(status).where(mine[0]))
                continue
            stored = connection.execute(sa.select(inputs.c.inputs).where(mine[1])).scalar_one()
            arguments = {"args": _arguments(name, stored), "kwargs": {}}
            connection.execute(sa.update(inputs).where(mine[1]).values(inputs=serializer.serialize(arguments)))
            connection.execute(sa.update(status).where(mine[0]).values(**_as_enqueued(name, serializer, version)))
            log.info("click of version 1 resumed", workflow=workflow_id, name=CLICKS[name])


def _has_unfinished(database: sa.Engine, schema: str | None) -> bool:
    """Whether there is anything to convert. Usually there isn't, and the tables don't have to be reflected."""
    columns: list[Any] = [sa.column(name) for name in ("workflow_uuid", "application_version", "status")]
    status = sa.table(DBOS_TABLES[0], *columns, schema=schema)
    is_old = status.c.application_version == OLD_VERSION, status.c.status.in_(UNFINISHED)
    with database.connect() as connection:
        return connection.execute(sa.select(status.c.workflow_uuid).where(*is_old).limit(1)).first() is not None


def _arguments(name: str, stored: str) -> list[Any]:
    arguments = read_arguments(stored)
    if name == "relieve":
        arguments[1] = ACTIONS.get(arguments[1], arguments[1])
    return arguments


def _as_enqueued(name: str, serializer: Serializer, version: str) -> dict[str, Any]:
    return {
        "name": CLICKS[name],
        "status": "ENQUEUED",
        "application_version": version,
        "serialization": serializer.name(),
        "executor_id": None,
        "started_at_epoch_ms": None,
        "recovery_attempts": 0,
        "owner_xid": None,
        "rate_limited": False,
    }
