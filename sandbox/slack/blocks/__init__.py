"""Block Kit validation as strict as Slack's (docs.slack.dev/reference/block-kit)."""

from sandbox.slack.blocks.problems import Problems
from sandbox.slack.blocks.surfaces import check_message, check_options, check_view

__all__ = ["Problems", "check_message", "check_options", "check_view"]
