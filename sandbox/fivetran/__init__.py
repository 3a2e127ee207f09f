"""A pretend Fivetran account: its REST API, its Connect Cards, its web hooks, and connections that live."""

from sandbox.fivetran.account import Account
from sandbox.fivetran.credentials import SECRET_PATHS
from sandbox.fivetran.routes import routes
from sandbox.fivetran.verbs import verbs

__all__ = ["SECRET_PATHS", "Account", "routes", "verbs"]
