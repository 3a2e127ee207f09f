"""Jira Cloud: the tickets of requests. No other package imports the `jira` library."""

from bot.jira.client import JiraClient
from bot.jira.tickets import JiraTickets

__all__ = ["JiraClient", "JiraTickets"]
