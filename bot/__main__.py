"""The command line: `python -m bot …`.

What a command needs is imported when it runs, so that the others start quickly.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import log_config
from bot.cli import groups
from bot.cli.startup import exit_on, load_container, load_settings
from bot.garbage import collect_rarely, leave_to_the_system
from bot.knowledge import KNOWLEDGE_DIR
from bot.version import VERSION
from workflows.errors import Refused, Unavailable

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # a dump of local variables could show a secret
)
cli.add_typer(groups.questions, name="questions")
cli.add_typer(groups.knowledge, name="knowledge")
cli.add_typer(groups.catalog, name="catalog")
cli.add_typer(groups.owners, name="owners")
cli.add_typer(groups.audit, name="audit")
cli.add_typer(groups.policy, name="policy")


def _print_version(is_requested: bool) -> None:
    if is_requested:
        typer.echo(f"connector-desk {VERSION}")
        raise typer.Exit


@cli.callback()
def main(
    version: Annotated[  # read by its callback
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Connector Desk: self-service Fivetran connector requests in Slack.

    Exit codes: 0 success, 1 problems found, 2 invalid settings or arguments.
    """


@cli.command()
def serve() -> None:
    """Run the bot until it is stopped.

    Example: python -m bot serve
    """
    from bot.bootstrap.process import Bot
    from bot.http.app import create_http_app, create_internal_app
    from bot.http.server import HttpServer, Ports, internal_server

    container = load_container()
    bot, settings = Bot(container), container.settings
    ports = Ports(settings.host, settings.port, settings.internal_port)
    with exit_on(Refused, Unavailable):
        endpoints = bot.start(ports.open)
    app = create_http_app(endpoints, has_internal_port=bool(settings.internal_port))
    try:
        with internal_server(create_internal_app(endpoints), ports.internal):
            HttpServer(app, ports.public, bot.on_server_started).run_until_stopped()
    finally:
        bot.stop()


@cli.command()
def migrate() -> None:
    """Create or upgrade the database schema.

    Example: python -m bot migrate
    """
    from bot.store import database

    with exit_on(Refused):
        database.migrate(database.connect(load_settings().database_url))
    typer.echo("The database is up to date.")


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to create. The work queue goes into a second one beside it.")],
) -> None:
    """Copy the SQLite database to FILE. The bot can keep running.

    Example: python -m bot backup /backups/desk-2026-11-26.sqlite3
    """
    from bot.store.backup import back_up

    with exit_on(Refused, OSError):
        paths = back_up(load_settings().database_url, file)
    typer.echo("Saved " + " and ".join(str(path) for path in paths))


@cli.command()
def check() -> None:
    """Check Slack, Jira, Fivetran, and the database, and print how to fix each problem.

    Example: python -m bot check
    """
    from bot.cli import check

    raise typer.Exit(1 if check.run_checks(load_container(), typer.echo) else 0)


@cli.command()
def settings(
    env: Annotated[bool, typer.Option("--env", help="Print .env.example instead.")] = False,
) -> None:
    """Print the reference of all settings (docs/settings.md).

    Example: python -m bot settings > docs/settings.md
    """
    from bot.cli.settings_docs import render_env_example, render_settings_page

    typer.echo(render_env_example() if env else render_settings_page(), nl=False)


@cli.command()
def ask(
    question: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    viewer: Annotated[
        str,
        typer.Option("--as", help="Slack user id of the viewer (U…). Without it, only public data is used."),
    ] = "",
) -> None:
    """Answer a question from the knowledge pages, and from the database if there is one.

    Example: python -m bot ask "is stripe fresh?" --as U012AB3CD --json
    """
    from bot.cli import ask

    answer = ask.answer_locally(question, viewer, KNOWLEDGE_DIR)
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else answer["answer"])


if __name__ == "__main__":
    collect_rarely()
    log_config.configure_logging("text")  # until the settings are read; structlog's default shows local variables
    try:
        sys.exit(cli())
    finally:
        leave_to_the_system()
