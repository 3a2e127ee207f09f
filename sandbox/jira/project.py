"""The projects of the site and their issue types."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Project:
    """A project. All projects share issue types, fields, permissions, and the workflow."""

    id: str
    key: str
    name: str


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


PROJECTS: dict[str, Project] = {
    project.key: project
    for project in (Project("10058", "DSRE", "Data SRE"), Project("10062", "GOV", "Data Governance"))
}
PROJECT_KEY = "DSRE"
"""The project that everything lands in unless told otherwise."""


def find_project(key_or_id: str) -> Project | None:
    """Return a project of the site."""
    return next((one for one in PROJECTS.values() if key_or_id in (one.key, one.id)), None)


def project_json(base: str, key: str = PROJECT_KEY) -> dict[str, Any]:
    """Return the project as issues show it. A project that the account can't see has only another key."""
    project = PROJECTS.get(key, PROJECTS[PROJECT_KEY])
    return {
        "self": f"{base}/rest/api/3/project/{project.id}",
        "id": project.id,
        "key": key,
        "name": project.name,
        "projectTypeKey": "software",
        "simplified": False,
    }
