"""Jira Cloud: the tickets of the requests. The only room that knows the `jira` library."""

from bot.jira.client import JiraClient
from bot.jira.tickets import JiraTickets

__all__ = ["JiraClient", "JiraTickets"]
