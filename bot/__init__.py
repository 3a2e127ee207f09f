"""The edge: everything that touches the world. `bot.app` puts it together."""
