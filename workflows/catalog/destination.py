"""Where data lands: what the one name of a connection stands for, which depends on the kind of its source."""

from workflows.catalog.service import DESTINATION_FIELDS, Destination, Naming

FAMILY_NOUNS = {Naming.SCHEMA_PREFIX: "datasets ", Naming.SCHEMA_TABLE_GROUP: "tables "}
"""What there are several of; a single dataset or table needs no word."""


def naming_family(destination: Destination) -> Naming:
    """Which names a destination is made of."""
    wanted = set(destination)
    return next(
        (family for family, names in DESTINATION_FIELDS.items() if set(names) == wanted), Naming.SCHEMA
    )


def dataset_pattern(name: str, family: Naming) -> str:
    """The name of what is loaded; `…` stands for what the source adds, after a `_`."""
    return f"{name}_…" if family in FAMILY_NOUNS else name


def dataset_path(project: str, name: str, family: Naming) -> str:
    """Where it is, in one name: `dev-fivetran.salesforce`, or datasets `dev-fivetran.pg_shop_…`."""
    return f"{FAMILY_NOUNS.get(family, '')}`{project}.{dataset_pattern(name, family)}`"


def describe_dataset(name: str, family: Naming) -> str:
    """The same in words, without the project."""
    if family is Naming.SCHEMA_PREFIX:
        return f"datasets that begin with `{name}_`"
    dataset, _, table = name.partition(".")
    if family is Naming.SCHEMA_TABLE_GROUP:
        return f"dataset `{dataset}`, tables `{dataset_pattern(table, family)}`"
    return f"dataset `{dataset}`, table `{table}`" if table else f"dataset `{dataset}`"
