"""The composition root: everything is wired here."""

from bot.lean_imports import import_without_rich

import_without_rich("httpx")
