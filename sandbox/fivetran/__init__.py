"""A simulated Fivetran account: REST API, Connect Cards, webhooks, and connections that sync."""

from sandbox.fivetran.account import Account
from sandbox.fivetran.credentials import SECRET_PATHS
from sandbox.fivetran.routes import routes

__all__ = ["SECRET_PATHS", "Account", "routes"]
