"""A simulated Jira Cloud site: REST API v3, the project DSRE, its workflow, and webhooks."""

from sandbox.jira.routes import routes
from sandbox.jira.site import Site

__all__ = ["Site", "routes"]
