"""Run the migrations (Alembic)."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from bot.store import migrations

MIGRATION_LOCK = 0x0DE5C
"""PostgreSQL advisory lock that serializes migrations of processes that start together."""


def upgrade(engine: Engine, revision: str) -> None:
    """Upgrade the tables to a revision. Processes that start together wait for the first one."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for limit in ("statement_timeout", "lock_timeout"):  # the process before may migrate for minutes
                connection.execute(text(f"SET LOCAL {limit} = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config = Config()
        config.set_main_option("script_location", str(migrations.FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
