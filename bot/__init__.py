"""The edge: everything that touches the world. `bot.bootstrap.core` puts it together."""

from bot.lean_imports import find_no_plugins, import_without_rich

find_no_plugins()
import_without_rich("structlog")
