"""Slack: what people do comes in through `listeners`, what they see is made in `views`."""
