"""What commands begin with: settings and the parts of the bot. Mistakes of the operator end the command in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workflows.errors import Refused

if TYPE_CHECKING:
    from bot.bootstrap.core import Container
    from bot.config.settings import Settings


def load_settings() -> "Settings":
    """Return the settings, or print what is missing and exit. Lines of `.env` that no setting reads are printed."""
    from bot.config.env_file import ENV_FILE
    from bot.config.settings import InvalidSettings, read_settings, unread_settings

    for problem in unread_settings():
        typer.echo(f"Warning: {problem}", err=True)
    try:
        return read_settings()
    except InvalidSettings as missing:
        typer.echo(f"Some settings are missing or invalid (see docs/settings.md):\n{missing}", err=True)
        if not Path(ENV_FILE).is_file():
            typer.echo("There isn't a .env in this folder: copy .env.example to .env, and fill it in.", err=True)
        raise typer.Exit(2) from None


def load_container() -> "Container":
    """Build the parts of the bot, or print what is invalid and exit."""
    from bot import log_config
    from bot.bootstrap.core import Container
    from bot.catalog.services_yaml import InvalidCatalog

    settings = load_settings()
    log_config.configure_logging(settings.log_format)
    try:
        return Container(settings)
    except InvalidCatalog as wrong:
        typer.echo(f"services.yaml is invalid:\n{wrong}", err=True)
        raise typer.Exit(2) from None


def load_migrated_container() -> "Container":
    """Build the parts of the bot, and upgrade its database."""
    from bot.store import database

    container = load_container()
    with exit_on(Refused):
        database.migrate(container.database)
    return container


@contextmanager
def exit_on(*errors: type[Exception]) -> Iterator[None]:
    """Print one of these errors, and exit with 1."""
    try:
        yield
    except errors as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from None
