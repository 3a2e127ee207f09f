"""Run the migrations (Alembic)."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from bot.store import migrations
from bot.store.new_schema import migrating_alone


def upgrade(engine: Engine, revision: str) -> None:
    """Upgrade the tables to a revision. Processes that start together wait for the first one."""
    with migrating_alone(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations.FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
