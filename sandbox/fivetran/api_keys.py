"""API keys of the account and what each of them permits."""

SECRET = "sandbox-secret"
KEYS = {
    "sandbox-key": "manage",
    "sandbox-reader": "read",
    "sandbox-outsider": "nothing",
    "sandbox-narrow": "connections",
    "sandbox-expiring": "manage",
}
"""Key → permissions: everything, read only, no group at all (a system key limited to other groups), or
everything except users and teams (a system key for connections only). The last one expires in ten days."""
