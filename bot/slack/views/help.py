"""What `/connector help` says."""

HELP_TEXT = """\
*Connector Desk* – ask for data from another service, and about the data that is there.
• `/connector` – request a connector, or go on where you left off
• `/connector salesforce` – request a connector for Salesforce
• `/connector status` – what you asked for, and what it waits for; `/connector status DSRE-7` for one of them
• `/connector status stripe` – how a connection is doing: its state, its last two weeks, its owner
• `/connector digest` – how often a summary comes here; `/connector digest weekly mon 09:00 Europe/Berlin`, \
`off` or `now` change that
• `/connector list` – which connectors there are; `/connector list salesforce` for one service
• `/connector link DSRE-7 polite_otter` – for approvers: this connection was built for that request
• `/connector ask is google ads fresh` – ask a question; only you see the answer
• `/connector questions` – for the team: questions that were not answered well
• `/connector subscribe stripe` – hear of a connection here, or directly with “to me”; also \
`service salesforce`, `mine` or `everything`, and `critical` or `warning and above`; \
`/connector unsubscribe stripe` ends it
• `/connector subscriptions` – what this channel and you hear of, what is muted, and the posts of this week
• `/connector quiet 22:00-07:00 Europe/Berlin` – quiet hours, here or for you; `/connector quiet off`
• `/connector budget 30` – posts a week before I propose what to mute
• `/connector help` – this text
You can also mention me in a channel, write to me directly, or use *Answer this* on somebody's message.
After approval you get a private Connect Card and enter the credentials at Fivetran. Never type a password \
or key in Slack."""
