"""What people should know of a service before they ask for it."""

from bot.slack.views.blocks import Block, context, escape_cut, mrkdwn_link
from workflows.catalog.service import Service


def service_notes(service: Service | None) -> list[Block]:
    """Small print: its stage, what is sensitive about it, where to read and whom to ask."""
    if service is None:
        return [context("The name of its dataset is asked for once you have chosen a service.")]
    if service.unavailable_reason:
        return [context(f":sunset: {escape_cut(service.unavailable_reason, 400)}")]
    lines = [f":information_source: {escape_cut(service.notes, 600)}"] if service.notes else []
    if service.stage_label:
        lines.append(
            f":construction: Fivetran calls this connector *{service.stage_label}*: it may still change."
        )
    if service.is_sensitive:
        lines.append(":closed_lock_with_key: This source is sensitive: the stricter approval applies.")
    if service.default_tables:
        lines.append(f"People look here first: {escape_cut(', '.join(service.default_tables), 300)}")
    owner = [f"Ask *{escape_cut(service.owner, 80)}* about the source"] if service.owner else []
    docs = (
        [mrkdwn_link(service.docs_url, "Fivetran's page")]
        if service.docs_url and len(service.docs_url) < 500
        else []
    )
    lines += [" · ".join([*owner, *docs])] if owner or docs else []
    return [context(note) for note in lines]
