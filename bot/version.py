"""The version of the bot, the same as in `pyproject.toml` (a test compares)."""

VERSION = "0.1.0"
