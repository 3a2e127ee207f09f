"""The process: what a request, a decision, a connection, and an alert are, and what happens next.

No Slack, no HTTP, no SQL, and no clock in here. What a workflow needs from the world it asks for as a port
(`workflows.requests.ports`); the time comes from a port too, so that a test can play the whole story.
"""
