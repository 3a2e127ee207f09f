"""Alembic's entry point: it uses the connection that `bot.store.database.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import tables

assert tables  # the import fills SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
