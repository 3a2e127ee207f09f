"""Slack content as a person reads it: markup, local dates, blocks as lines of text."""
