"""Who owns the connection of an incident at the moment of a press."""

from workflows.incidents.model import Incident
from workflows.ownership.model import ConnectionOwner, owner_of
from workflows.ownership.ports import Groups, Owners
from workflows.requests.ports import Requests


class IncidentOwners:
    """Reads the owner from the requests and claims of now, not from the incident, which polls update."""

    def __init__(self, requests: Requests, owners: Owners, groups: Groups) -> None:
        self._requests = requests
        self._owners = owners
        self._groups = groups

    def owner_of(self, incident: Incident) -> ConnectionOwner | None:
        """Return the owner; None without one."""
        connection_id = incident.connection_id
        return owner_of(self._requests.find_by_connection(connection_id), self._owners.get(connection_id))

    def is_owner(self, incident: Incident, user_id: str) -> bool:
        """Return whether a person is the owner, or a member of the group that is."""
        owner = self.owner_of(incident)
        if owner is None:
            return False
        return user_id in self._groups.members_of(owner.id) if owner.is_group else owner.id == user_id
