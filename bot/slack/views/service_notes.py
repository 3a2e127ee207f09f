"""Notes about a service, shown in the form before it is requested."""

from bot.slack.views.blocks import Block, context, escape_cut, mrkdwn_link
from workflows.catalog.sensitive_content import content_of, content_sentence
from workflows.catalog.service import Service


def service_notes(service: Service | None) -> list[Block]:
    """Build the notes: stage, sensitivity, default tables, documentation, and owner."""
    if service is None:
        return [context("Choose a service. I propose the rest.")]
    if service.unavailable_reason:
        return [context(f":sunset: {escape_cut(service.unavailable_reason, 400)}")]
    lines = [f":information_source: {escape_cut(service.notes, 600)}"] if service.notes else []
    if service.stage_label:
        lines.append(f":construction: This connector is in *{service.stage_label}* at Fivetran and can still change.")
    if service.is_sensitive:
        holds = escape_cut(content_sentence(service.name, content_of(service)), 300)
        lines.append(f":closed_lock_with_key: {holds} A sensitive-data approver decides.")
    if service.default_tables:
        lines.append(f"Most used tables: {escape_cut(', '.join(service.default_tables), 300)}")
    owner = [f"Ask *{escape_cut(service.owner, 80)}* about the source"] if service.owner else []
    docs = [mrkdwn_link(service.docs_url, "Fivetran docs")] if service.docs_url and len(service.docs_url) < 500 else []
    lines += [" · ".join([*owner, *docs])] if owner or docs else []
    return [context(note) for note in lines]
