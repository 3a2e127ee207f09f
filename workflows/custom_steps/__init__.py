"""Custom steps in Workflow Builder: a workflow requests a connector, and gets the state of the request."""
