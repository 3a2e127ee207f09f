"""Subscriptions, quiet hours, mutes, and budgets."""
