"""The project of the site and its issue types."""

from dataclasses import dataclass
from typing import Any

PROJECT_ID = "10058"
PROJECT_KEY = "DSRE"
PROJECT_NAME = "Data SRE"


@dataclass(frozen=True)
class IssueType:
    """An issue type."""

    id: str
    name: str
    description: str
    subtask: bool = False

    def as_json(self, base: str) -> dict[str, Any]:
        """Return the type as Jira shows it."""
        return {
            "self": f"{base}/rest/api/3/issuetype/{self.id}",
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "iconUrl": f"{base}/images/icons/issuetypes/{self.id}.svg",
            "subtask": self.subtask,
            "hierarchyLevel": -1 if self.subtask else 0,
        }


TYPES: dict[str, IssueType] = {
    kind.id: kind
    for kind in (
        IssueType("10007", "Task", "Something that has to be done."),
        IssueType("10008", "Access Request", "Access to a tool or to data."),
        IssueType("10004", "Bug", "Something does not work as it should."),
        IssueType("10009", "Sub-task", "A part of a larger task.", subtask=True),
    )
}


def project_json(base: str) -> dict[str, Any]:
    """Return the project as issues show it."""
    return {
        "self": f"{base}/rest/api/3/project/{PROJECT_ID}",
        "id": PROJECT_ID,
        "key": PROJECT_KEY,
        "name": PROJECT_NAME,
        "projectTypeKey": "software",
        "simplified": False,
    }
