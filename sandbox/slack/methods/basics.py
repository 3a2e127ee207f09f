"""Authentication and connection methods."""

from typing import Any

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.workspace import Workspace


def auth_test(workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    """Handle auth.test: the workspace and the bot user of the token."""
    enterprise_id = workspace.directory.enterprise_id
    return {
        "url": f"https://{people.TEAM_DOMAIN}.slack.com/",
        "team": people.TEAM_NAME,
        "user": "connector_desk",
        "team_id": people.TEAM_ID,
        "user_id": people.BOT_USER_ID,
        "bot_id": people.BOT_ID,
        **({"enterprise_id": enterprise_id} if enterprise_id else {}),
        "is_enterprise_install": False,
    }


def api_test(_workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    """Handle api.test."""
    return {}


def open_connection(workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    """Handle apps.connections.open: a WebSocket address for one connection."""
    base = workspace.env.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/slack/socket?ticket={workspace.delivery.sockets.ticket()}"}
