"""Simulate a Slack workspace, a Jira site, and a Fivetran account over real HTTP.

The sandbox knows the vendors and imports neither `bot` nor `workflows`. All vendors run on one event
loop, so state changes are atomic between awaits.
"""
