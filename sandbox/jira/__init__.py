"""A pretend Jira Cloud site: REST API version 3 of one project, DSRE, with its workflow and its webhooks."""

from sandbox.jira.routes import routes
from sandbox.jira.site import Site
from sandbox.jira.verbs import verbs

__all__ = ["Site", "routes", "verbs"]
