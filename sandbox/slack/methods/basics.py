"""Who am I, and where do I connect."""

from typing import Any

from sandbox import cast
from sandbox.slack.arguments import Arguments
from sandbox.slack.workspace import Workspace


def auth_test(_workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    """auth.test: the workspace and the bot user behind the token."""
    return {
        "url": f"https://{cast.TEAM_DOMAIN}.slack.com/",
        "team": cast.TEAM_NAME,
        "user": "connector_desk",
        "team_id": cast.TEAM_ID,
        "user_id": cast.BOT_USER_ID,
        "bot_id": cast.BOT_ID,
        "is_enterprise_install": False,
    }


def api_test(_workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    """api.test: somebody is there."""
    return {}


def open_connection(workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    """apps.connections.open: the address of a WebSocket, good for one connection."""
    base = workspace.world.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/slack/socket?ticket={workspace.delivery.sockets.ticket()}"}
