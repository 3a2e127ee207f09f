"""What `/connector help` says."""

HELP = """\
*Connector Desk* – ask for data from another service.
• `/connector` – request a connector
• `/connector salesforce` – request a connector for Salesforce
• `/connector help` – this text
After approval you get a private Connect Card and enter the credentials at Fivetran. Never type a password \
or key in Slack."""
