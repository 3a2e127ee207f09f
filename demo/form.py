"""Fill in the request form as a person does, who changes a proposal before they type something else."""

from typing import Any

from sandbox.driver import Person

DESTINATION_NAMES = ("schema", "table", "schema_prefix", "table_group_name")


def fill_in(person: Person, values: dict[str, Any], timeout: float = 10.0) -> None:
    """Fill fields of the open form. Where the form has a line instead of a field, press *Change* first."""
    for name in values:
        form = person.sees()["modal"]
        if form and name not in form["fields"]:
            person.clicks(f"change_{line_of(name)}", in_="modal")
    person.fills(values, timeout=timeout)


def line_of(field: str) -> str:
    """Return the line that stands for a field."""
    if field in DESTINATION_NAMES:
        return "destination"
    return "settings" if field.startswith("config.") else field
