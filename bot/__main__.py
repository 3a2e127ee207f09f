"""The command line: `python -m bot …`."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import log_config
from bot.catalog.services_yaml import InvalidCatalog
from bot.config.settings import InvalidSettings, Settings, read_settings

if TYPE_CHECKING:
    from bot.bootstrap.core import Container

cli = typer.Typer(
    help="Connector Desk: self-service Fivetran connector requests in Slack.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its pictures of local variables could show a secret
)


@cli.command()
def serve() -> None:
    """Run the bot until it is stopped."""
    from bot.bootstrap.process import Bot
    from bot.http.app import create_http_app
    from bot.http.server import HttpServer

    parts = _parts()
    bot = Bot(parts)
    app = create_http_app(bot.start())
    try:
        HttpServer(app, parts.settings.port, bot.on_server_started).run_until_stopped()
    finally:
        bot.stop()


@cli.command()
def migrate() -> None:
    """Bring the database up to date."""
    from bot.store import database

    database.migrate(database.connect(_settings().database_url))
    typer.echo("The database is up to date.")


@cli.command()
def check() -> None:
    """Ask Slack, Jira, Fivetran and the database whether everything is in place; say what to do where not."""
    from bot.cli import check

    raise typer.Exit(1 if check.run_checks(_parts(), typer.echo) else 0)


@cli.command()
def settings() -> None:
    """Print every setting with what it is for (docs/settings.md)."""
    from bot.cli.settings_docs import render_settings_page

    typer.echo(render_settings_page(), nl=False)


@cli.command()
def ask(
    question: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    asker: Annotated[str, typer.Option("--as", help="Slack id of who asks (U…); default: nobody.")] = "",
) -> None:
    """Answer a question about access and data: from the pages, and from the database where there is one."""
    from bot.cli import ask

    answer = ask.answer_locally(question, asker, KNOWLEDGE_PAGES_DIR)
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else answer["answer"])


questions = typer.Typer(help="The questions that were not answered, or not well.")
cli.add_typer(questions, name="questions")


@questions.callback(invoke_without_command=True)
def list_questions(
    context: typer.Context,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all of them, with every column.")] = False,
) -> None:
    """List the questions that were not answered, or not well, the newest first."""
    from bot.cli import questions

    if context.invoked_subcommand is None:
        typer.echo(questions.list_questions(_settings(), as_csv=as_csv), nl=False)


@questions.command()
def draft(question_id: str) -> None:
    """Print the beginning of a page that answers a question (to be written on, and put into knowledge/)."""
    from bot.cli import questions
    from workflows.errors import Refused

    try:
        typer.echo(questions.draft_page(_settings(), question_id), nl=False)
    except Refused as refused:
        typer.echo(refused.message, err=True)
        raise typer.Exit(1) from None


knowledge = typer.Typer(help="The pages that questions are answered from.", no_args_is_help=True)
cli.add_typer(knowledge, name="knowledge")


@knowledge.command()
def lint() -> None:
    """Name every page with a broken link, a missing field, an overdue review, or a question asked twice."""
    from bot.cli import knowledge

    mistakes = knowledge.lint_folder(KNOWLEDGE_PAGES_DIR)
    typer.echo("\n".join(mistakes) or "Every page is in order.")
    raise typer.Exit(1 if mistakes else 0)


@knowledge.command()
def measure() -> None:
    """Ask the question set and print how often the right page comes first."""
    from bot.cli import knowledge

    measured = knowledge.evaluate_folder(KNOWLEDGE_PAGES_DIR)
    typer.echo(knowledge.evaluation_table(measured))
    raise typer.Exit(1 if measured.missed_targets() else 0)


catalog = typer.Typer(help="The services that can be asked for.", no_args_is_help=True)
cli.add_typer(catalog, name="catalog")


@catalog.command()
def refresh(
    details: Annotated[
        bool, typer.Option(help="Read the page of every service too: one request each.")
    ] = False,
) -> None:
    """Download Fivetran's list of connector types; a failed download leaves the old list in place."""
    from bot.cli import catalog as catalog_commands
    from bot.store import database

    parts = _parts()
    database.migrate(parts.database)
    raise typer.Exit(catalog_commands.refresh_catalog_command(parts.catalog, typer.echo, details=details))


@catalog.command()
def diff(
    days: Annotated[int, typer.Option(help="Show the changes of downloads of this many days too.")] = 30,
) -> None:
    """Show what appeared, vanished or changed its status: now at Fivetran, and in the downloads of late."""
    from bot.cli import catalog as catalog_commands
    from bot.store import database

    parts = _parts()
    database.migrate(parts.database)
    downloads = parts.catalog_store.downloads_since(parts.clock.now() - timedelta(days=days))
    raise typer.Exit(catalog_commands.diff_catalog_command(parts.catalog, downloads, typer.echo))


KNOWLEDGE_PAGES_DIR = Path(__file__).parent.parent / "knowledge"


def _settings() -> Settings:
    try:
        return read_settings()
    except InvalidSettings as missing:
        typer.echo(
            f"Some settings are missing or wrong (docs/settings.md explains each):\n{missing}", err=True
        )
        raise typer.Exit(2) from None


def _parts() -> "Container":
    from bot.bootstrap.core import build_container

    settings = _settings()
    log_config.configure_logging(settings.log_format)
    try:
        return build_container(settings)
    except InvalidCatalog as wrong:
        typer.echo(f"The catalogue cannot be used:\n{wrong}", err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    sys.exit(cli())
