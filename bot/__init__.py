"""The edge: everything that touches the world. `bot.bootstrap.core` puts it together."""

from bot.without_rich import import_without_rich

import_without_rich("structlog")
