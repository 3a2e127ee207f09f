"""What people should know of a service before they ask for it."""

from bot.slack.views.blocks import Block, context, link, safe
from workflows.catalog.service import Service


def notes(service: Service | None) -> list[Block]:
    """Small print: its stage, what is sensitive about it, where to read and whom to ask."""
    if service is None:
        return [context("The name of its dataset is asked for once you have chosen a service.")]
    if service.must_not_be_asked_for:
        return [context(f":sunset: {safe(service.must_not_be_asked_for, 400)}")]
    lines = [f":information_source: {safe(service.notes, 600)}"] if service.notes else []
    if service.mark:
        lines.append(f":construction: Fivetran calls this connector *{service.mark}*: it may still change.")
    if service.sensitive:
        lines.append(":closed_lock_with_key: This source is sensitive: the stricter approval applies.")
    if service.default_tables:
        lines.append(f"People look here first: {safe(', '.join(service.default_tables), 300)}")
    owner = [f"Ask *{safe(service.owner, 80)}* about the source"] if service.owner else []
    docs = [link(service.docs, "Fivetran's page")] if service.docs and len(service.docs) < 500 else []
    lines += [" · ".join([*owner, *docs])] if owner or docs else []
    return [context(note) for note in lines]
