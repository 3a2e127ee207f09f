"""The groups of commands: `questions …`, `knowledge …`, `catalog …`, `owners …`, `audit …`, and `policy …`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.startup import exit_on, load_migrated_container, load_settings
from bot.knowledge import KNOWLEDGE_DIR
from workflows.errors import Refused, Unavailable
from workflows.requests.answers import Sensitivity

questions = typer.Typer()


@questions.callback(invoke_without_command=True)
def list_questions(
    context: typer.Context,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every column as CSV.")] = False,
) -> None:
    """List unanswered and poorly rated questions, newest first.

    Example: python -m bot questions --csv > questions.csv
    """
    from bot.cli import questions

    if context.invoked_subcommand is None:
        typer.echo(questions.render_questions(load_settings(), as_csv=as_csv), nl=False)


@questions.command()
def draft(question_id: str) -> None:
    """Print the draft of a knowledge page that answers a question.

    Example: python -m bot questions draft q1a2b3c > knowledge/my-topic.md
    """
    from bot.cli import questions

    with exit_on(Refused):
        typer.echo(questions.draft_page(load_settings(), question_id), nl=False)


knowledge = typer.Typer(help="Lint and evaluate the knowledge pages.", no_args_is_help=True)


@knowledge.command()
def lint() -> None:
    """Report broken links, missing fields, overdue reviews, and duplicate questions.

    Example: python -m bot knowledge lint
    """
    from bot.cli import knowledge

    mistakes = knowledge.lint_folder(KNOWLEDGE_DIR)
    typer.echo("\n".join(mistakes) or "No problems found.")
    raise typer.Exit(1 if mistakes else 0)


@knowledge.command()
def measure() -> None:
    """Evaluate the search on the question set and print its metrics.

    Example: python -m bot knowledge measure
    """
    from bot.cli import knowledge

    evaluation = knowledge.evaluate_folder(KNOWLEDGE_DIR)
    typer.echo(knowledge.evaluation_table(evaluation))
    raise typer.Exit(1 if evaluation.missed_targets() else 0)


catalog = typer.Typer(help="Refresh and compare the catalog of services.", no_args_is_help=True)


@catalog.command()
def refresh(
    details: Annotated[
        bool, typer.Option(help="Also read the metadata of every service: one API request each.")
    ] = False,
) -> None:
    """Download Fivetran's list of connector types. If the download fails, the old list stays.

    Example: python -m bot catalog refresh --details
    """
    from bot.cli import catalog as catalog_commands

    container = load_migrated_container()
    raise typer.Exit(catalog_commands.refresh_catalog_command(container.catalog, typer.echo, details=details))


@catalog.command()
def diff(
    days: Annotated[int, typer.Option(help="Include the changes of downloads from this many days.")] = 30,
) -> None:
    """Show services that were added, removed, or changed, now and in recent downloads.

    Example: python -m bot catalog diff --days 7
    """
    from bot.cli import catalog as catalog_commands

    container = load_migrated_container()
    downloads = container.stores.catalog.downloads_since(container.clock.now() - timedelta(days=days))
    raise typer.Exit(catalog_commands.diff_catalog_command(container.catalog, downloads, typer.echo))


owners = typer.Typer(help="Manage the owners of connections that weren't requested here.", no_args_is_help=True)


@owners.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns connection and owner.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the file, and change nothing.")] = False,
) -> None:
    """Set owners from a CSV file: connection id or name, and email address or Slack id.

    If a line is wrong, nothing changes. The same file can be imported again.

    Example: python -m bot owners import owners.csv --dry-run
    """
    from bot.cli import owners

    container = load_migrated_container()
    with exit_on(Refused, Unavailable):
        mistakes = owners.import_owners(container, file, typer.echo, is_dry_run=dry_run)
    raise typer.Exit(1 if mistakes else 0)


@owners.command()
def export() -> None:
    """Print the owners as CSV, which `owners import` reads.

    Example: python -m bot owners export > owners.csv
    """
    from bot.cli import owners

    typer.echo(owners.export_owners(load_migrated_container()), nl=False)


@owners.command(name="list")
def list_() -> None:
    """Print every connection with its owner.

    Example: python -m bot owners list
    """
    from bot.cli import owners

    for line in owners.list_owners(load_migrated_container()):
        typer.echo(line)


@owners.command()
def propose() -> None:
    """Print as CSV who connected each connection without an owner in Fivetran. Check it, then import it.

    Example: python -m bot owners propose > owners.csv
    """
    from bot.cli import owners

    with exit_on(Refused, Unavailable):
        proposals = owners.propose_owners(load_migrated_container(), lambda line: typer.echo(line, err=True))
    typer.echo(proposals, nl=False)


audit = typer.Typer(help="Export and verify the audit trail, and erase a person from it.", no_args_is_help=True)


@audit.command(name="export")
def export_trail(
    since: Annotated[str, typer.Option(help="A day or a time in ISO 8601; UTC without a time zone.")] = "",
    format_: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
) -> None:
    """Print the audit trail: who did what, from where, to which version, and when.

    Example: python -m bot audit export --since 2026-11-01 --format csv > audit.csv
    """
    from bot.cli import audit as trail

    with exit_on(Refused, Unavailable):
        moment, lines = trail.parse_since(since), trail.format_named(format_)
        for line in lines(load_migrated_container().stores.audit.entries(moment)):
            typer.echo(line, nl=False)


@audit.command()
def verify(
    end: Annotated[str, typer.Option("--end", help="An end of the trail that `audit verify` printed before.")] = "",
) -> None:
    """Check that no entry was changed, removed, or moved, and print where the trail ends.

    Keep the end outside of the database: with it, a later check also finds a trail that was replaced as a whole.

    Example: python -m bot audit verify
    """
    from bot.cli import audit as trail

    with exit_on(Refused, Unavailable):
        problems = trail.verify(load_migrated_container().stores.audit, typer.echo, end)
    raise typer.Exit(1 if problems else 0)


@audit.command()
def erase(
    person: Annotated[str, typer.Argument(help="A Slack user id (U…), or a name in Jira.")],
) -> None:
    """Erase a person from the audit trail. What happened stays, and the trail still verifies.

    Example: python -m bot audit erase U012AB3CD
    """
    from workflows.formatting import format_count

    with exit_on(Refused, Unavailable):
        erased = load_migrated_container().stores.audit.erase_person(person)
    typer.echo(f"{format_count(erased, 'entry', 'entries')} changed.")


policy = typer.Typer(help="Explain the approval policy of services.yaml.", no_args_is_help=True)


@policy.callback()
def _policy() -> None:
    """Explain the approval policy of services.yaml."""


@policy.command()
def explain(
    service: Annotated[str, typer.Option(help="Id of the service, for example salesforce.")],
    requester: Annotated[str, typer.Option(help="Slack user id or email address of the requester.")],
    sensitivity: Annotated[Sensitivity, typer.Option(help="How sensitive the data is.")] = Sensitivity.NOT_SURE,
) -> None:
    """Print who would be asked to approve a request, and which rule says so. Nothing is asked or changed.

    It reads services.yaml and the settings about approvers alone, so it needs neither tokens nor a network.

    Exits with 1 if the only person whom the policy names is the requester.

    Example: python -m bot policy explain --service salesforce --requester ada@example.com --sensitivity internal
    """
    from bot.catalog.services_yaml import InvalidCatalog
    from bot.cli import policy
    from bot.config.approver_settings import read_approver_settings
    from bot.config.settings import InvalidSettings

    with exit_on(InvalidCatalog, InvalidSettings):
        explained = policy.explain_policy(read_approver_settings(), service, requester, sensitivity)
    typer.echo("\n".join(explained.lines))
    raise typer.Exit(1 if explained.is_stuck else 0)
