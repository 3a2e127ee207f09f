"""How a person's Slack shows things: markup, dates in their zone, blocks as lines of text."""
