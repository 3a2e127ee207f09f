"""The member of the workspace who connected a connection in Fivetran."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows.errors import Refused
from workflows.permissions import check_member
from workflows.ports import Directory, Person


@dataclass(frozen=True)
class OwnerProposals:
    """Implements `workflows.ownership.ports.ConnectedBy`."""

    email_of: Callable[[str], str]
    """Connection id → email address of who connected it; empty if Fivetran doesn't say."""
    directory: Directory

    def connected_by(self, connection_id: str) -> Person | None:
        email = self.email_of(connection_id)
        if not email:
            return None
        try:
            person = self.directory.find_by_email(email)
            check_member(person, self.directory.home())
        except Refused:
            return None
        return person
