"""Describe where data lands: what a connection's one name stands for depends on its naming family."""

from workflows.catalog.service import DESTINATION_FIELDS, Destination, Naming

FAMILY_NOUNS = {Naming.SCHEMA_PREFIX: "datasets ", Naming.SCHEMA_TABLE_GROUP: "tables "}
"""What the names of a family start; a single dataset or table has no noun."""


def naming_family(destination: Destination) -> Naming:
    """Return the naming family of a destination's fields."""
    given = set(destination)
    return next((family for family, names in DESTINATION_FIELDS.items() if set(names) == given), Naming.SCHEMA)


def dataset_pattern(name: str, family: Naming) -> str:
    """Return the dataset name; `…` stands for the part that the source adds."""
    return f"{name}_…" if family in FAMILY_NOUNS else name


def dataset_path(project: str, name: str, family: Naming) -> str:
    """Return the full path: `dev-fivetran.salesforce`, or datasets `dev-fivetran.pg_shop_…`."""
    return f"{FAMILY_NOUNS.get(family, '')}`{project}.{dataset_pattern(name, family)}`"


def describe_dataset(name: str, family: Naming) -> str:
    """Describe the dataset and its tables, without the project."""
    if family is Naming.SCHEMA_PREFIX:
        return f"datasets that start with `{name}_`"
    dataset, _, table = name.partition(".")
    if family is Naming.SCHEMA_TABLE_GROUP:
        return f"dataset `{dataset}`, tables `{dataset_pattern(table, family)}`"
    return f"dataset `{dataset}`, table `{table}`" if table else f"dataset `{dataset}`"
