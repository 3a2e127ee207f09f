"""What `/connector help` says."""

HELP = """\
*Connector Desk* – ask for data from another service, and about the data that is there.
• `/connector` – request a connector, or go on where you left off
• `/connector salesforce` – request a connector for Salesforce
• `/connector status` – what you asked for, and what it waits for; `/connector status DSRE-7` for one of them
• `/connector list` – which connectors there are; `/connector list salesforce` for one service
• `/connector link DSRE-7 polite_otter` – for approvers: this connection was built for that request
• `/connector ask is google ads fresh` – ask a question; only you see the answer
• `/connector questions` – for the team: questions that were not answered well
• `/connector help` – this text
You can also mention me in a channel, write to me directly, or use *Answer this* on somebody's message.
After approval you get a private Connect Card and enter the credentials at Fivetran. Never type a password \
or key in Slack."""
