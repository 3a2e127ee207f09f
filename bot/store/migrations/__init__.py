"""How the tables came to be, one step a file (Alembic).

Steps 0002 and 0008 were withdrawn before a release. `down_revision` sets the order: 0007 comes after 0009.
"""

import importlib.resources

FOLDER = importlib.resources.files(__name__)


def newest_revision() -> str:
    """Return the number of the newest file, which is Alembic's head."""
    files = (FOLDER / "versions").iterdir()
    return max(file.name[:4] for file in files if file.name.endswith(".py"))
