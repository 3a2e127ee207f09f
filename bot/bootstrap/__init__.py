"""The composition root: everything is wired here."""

from bot.without_rich import import_without_rich

import_without_rich("httpx")
