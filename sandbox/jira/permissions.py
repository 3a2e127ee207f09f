"""What the bot's account may do in the project."""

PERMISSIONS: dict[str, str] = {
    "BROWSE_PROJECTS": "Browse Projects",
    "CREATE_ISSUES": "Create Issues",
    "EDIT_ISSUES": "Edit Issues",
    "TRANSITION_ISSUES": "Transition Issues",
    "ADD_COMMENTS": "Add Comments",
    "LINK_ISSUES": "Link Issues",
    "ASSIGN_ISSUES": "Assign Issues",
    "MODIFY_REPORTER": "Modify Reporter",
    "ADMINISTER_PROJECTS": "Administer Projects",
}
USUAL = frozenset(PERMISSIONS) - {"MODIFY_REPORTER", "ADMINISTER_PROJECTS"}
"""A bot gets no more than it needs: it may neither speak for others nor change the project."""
