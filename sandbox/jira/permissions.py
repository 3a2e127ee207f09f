"""Project permissions of the bot's account."""

PERMISSIONS: dict[str, str] = {
    "BROWSE_PROJECTS": "Browse Projects",
    "CREATE_ISSUES": "Create Issues",
    "EDIT_ISSUES": "Edit Issues",
    "TRANSITION_ISSUES": "Transition Issues",
    "ADD_COMMENTS": "Add Comments",
    "LINK_ISSUES": "Link Issues",
    "ASSIGN_ISSUES": "Assign Issues",
    "MODIFY_REPORTER": "Modify Reporter",
    "USER_PICKER": "Browse Users And Groups",
    "ADMINISTER_PROJECTS": "Administer Projects",
}
DEFAULT_PERMISSIONS = frozenset(PERMISSIONS) - {"MODIFY_REPORTER", "ADMINISTER_PROJECTS"}
"""The permissions that a bot needs. It can't act for other users or change the project."""
