"""The edge: everything that touches the world. `bot.bootstrap.core` puts it together."""
