"""Spread the config fields of a service over the pages of its form."""

from workflows.catalog.config_fields import ConfigField, FieldKind, FormValues, visible_fields
from workflows.catalog.service import Service

FIELDS_ON_FIRST_PAGE = 6
"""Optional settings beside the general fields; with more, the first page is too long to fill in."""
FIELDS_PER_PAGE = 20
"""Config fields on each later page."""
MAX_PAGES = 3
"""Modals that Slack stacks at most."""
MAX_PAGE_WEIGHT = 100_000
"""Bytes of JSON for the fields of one page: Slack accepts views of 250 KB."""


def form_pages(service: Service) -> list[list[ConfigField]]:
    """Return the fields of each page, whether they apply or not. Those that every requester needs are on the first.

    Fields that fit on no page (optional settings of the largest services) are left to the Connect Card.
    """
    needed = needed_fields(service)
    fields = [field for field in _open_fields(service) if field not in needed]
    shown = visible_fields(_open_fields(service), {}, service.static_config)
    shown_at_first = [field for field in shown if field not in needed]
    if (
        len(shown_at_first) <= FIELDS_ON_FIRST_PAGE
        and len(fields) <= FIELDS_PER_PAGE
        and sum(map(field_weight, [*needed, *fields])) <= MAX_PAGE_WEIGHT
    ):
        return [[*needed, *fields]]
    pages: list[list[ConfigField]] = [needed, []]
    for field in fields:
        if len(pages[-1]) >= FIELDS_PER_PAGE or sum(map(field_weight, [*pages[-1], field])) > MAX_PAGE_WEIGHT:
            pages.append([])
        pages[-1].append(field)
    return pages[:MAX_PAGES]


def needed_fields(service: Service) -> list[ConfigField]:
    """Return the fields that nothing can be proposed for: required, whatever the optional settings are."""
    needed: list[ConfigField] = []
    for field in _open_fields(service):
        known = {other.name for other in needed} | service.static_config.keys()
        if field.is_required and (field.condition is None or field.condition.field_name in known):
            needed.append(field)
    return needed


def needed_on_first_page(service: Service, values: FormValues) -> list[ConfigField]:
    """Return the needed fields that apply to the values so far."""
    needed = needed_fields(service)
    return [field for field in fields_on_page(service, 0, values) if field in needed]


def optional_fields(service: Service, values: FormValues) -> list[ConfigField]:
    """Return the settings of all pages that apply to the values so far and that most requesters skip."""
    needed, pages = needed_fields(service), range(len(form_pages(service)))
    fields = (field for page in pages for field in fields_on_page(service, page, values))
    return [field for field in fields if field not in needed]


def fields_on_page(service: Service, page: int, values: FormValues) -> list[ConfigField]:
    """Return the fields of a page that apply to the values so far."""
    pages = form_pages(service)
    fields = [field for page_fields in pages for field in page_fields]
    shown = {field.name for field in visible_fields(fields, values, service.static_config)}
    return [field for field in pages[page] if field.name in shown]


def next_page(service: Service, page: int, values: FormValues) -> int | None:
    """Return the next page with a field that applies; None after the last one."""
    later = range(page + 1, len(form_pages(service)))
    return next((number for number in later if fields_on_page(service, number, values)), None)


def field_weight(config_field: ConfigField) -> int:
    """Return the maximum size of its block in bytes; JSON escapes some letters to six characters."""
    letters = sum(min(len(option), 75) + len(option) + 10 for option in config_field.options)
    return 4_000 + 6 * letters + (6_000 if config_field.kind in (FieldKind.LIST, FieldKind.NUMBERS) else 0)


def _open_fields(service: Service) -> list[ConfigField]:
    return [field for field in service.config_fields if field.name not in service.static_config]
