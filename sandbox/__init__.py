"""A pretend Slack workspace, Jira site and Fivetran account, over real HTTP.

The sandbox knows what the vendors do and nothing of what the bot believes: it imports neither `bot`
nor `workflows`. Everything runs on one event loop, so state changes are atomic between awaits.
"""
