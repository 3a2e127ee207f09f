"""Block Kit, as strict as Slack: limits of docs.slack.dev/reference/block-kit, written as small checks."""

from sandbox.slack.blocks.problems import Problems
from sandbox.slack.blocks.surfaces import check_message, check_options, check_view

__all__ = ["Problems", "check_message", "check_options", "check_view"]
