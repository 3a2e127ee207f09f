"""What `/connector help` says."""

HELP = """\
*Connector Desk* – ask for data from another service, and about the data that is there.
• `/connector` – request a connector
• `/connector salesforce` – request a connector for Salesforce
• `/connector ask is google ads fresh` – ask a question; only you see the answer
• `/connector questions` – for the team: questions that were not answered well
• `/connector help` – this text
You can also mention me in a channel, write to me directly, or use *Answer this* on somebody's message.
After approval you get a private Connect Card and enter the credentials at Fivetran. Never type a password \
or key in Slack."""
