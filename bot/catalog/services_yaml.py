"""Read `services.yaml` strictly, and report every mistake at once, with file, key, and reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, ValidationError, field_validator

from bot.yaml_loader import SAFE_LOADER
from workflows.catalog.field_formats import FieldFormat


class InvalidCatalog(Exception):
    """`services.yaml` is invalid; the message lists file, key, and reason of every mistake."""


class FieldOverride(BaseModel):
    """Overrides of one config property of Fivetran's metadata."""

    model_config = ConfigDict(extra="forbid")

    ask: StrictBool = True
    title: StrictStr | None = None
    hint: StrictStr | None = None
    required: StrictBool | None = None
    format: FieldFormat | None = None
    when: dict[StrictStr, list[StrictStr]] = Field(default_factory=dict, max_length=1)


class ServiceEntry(BaseModel):
    """One service in `services.yaml`. Booleans are strict, because YAML reads `t` as a string."""

    model_config = ConfigDict(extra="forbid")

    name: StrictStr
    type: StrictStr = ""
    alias: list[StrictStr] = Field(default_factory=list)
    internal: StrictBool = False
    requires_schema_prefix: StrictBool = False
    naming: Literal["schema", "schema_table", "schema_prefix", "schema_table_group"] | None = None
    hide: StrictBool = False
    sunset: StrictStr | None = None
    sensitive: StrictBool = False
    owner: StrictStr | None = None
    notes: StrictStr | None = None
    static_config: dict[str, Any] = Field(default_factory=dict)
    reports: list[dict[str, Any]] = Field(default_factory=list)
    default_tables: list[StrictStr] = Field(default_factory=list)
    config: dict[StrictStr, FieldOverride] = Field(default_factory=dict)

    @field_validator("reports")
    @classmethod
    def _chosen_by_table(cls, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = [report.get("table") for report in reports]
        if any(not isinstance(name, str) or not 0 < len(name) <= 75 for name in names) or len(set(names)) != len(names):
            raise ValueError("each report needs a unique `table` of at most 75 characters, which identifies it")
        if len(reports) > 100:
            raise ValueError("Slack shows at most 100 reports")
        return reports


class UniqueKeyLoader(SAFE_LOADER):  # type: ignore[misc,valid-type]  # chosen at the import
    """A YAML loader that rejects duplicate keys, of which YAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        duplicates = {str(key) for key in keys if keys.count(key) > 1}
        if duplicates:
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: {', '.join(sorted(duplicates))} is defined twice")
        return dict(super().construct_mapping(node, deep))


def load_services_yaml(path: Path) -> dict[str, ServiceEntry]:
    """Return the entries of a file by service id; raises `InvalidCatalog` with every mistake."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), UniqueKeyLoader) or {}  # a SafeLoader
    except (OSError, yaml.YAMLError) as error:
        raise InvalidCatalog(f"{path}: {error}") from None
    if not isinstance(content, Mapping):
        raise InvalidCatalog(f"{path}: the top level must map service ids to their settings")
    mistakes: list[str] = []
    entries = {str(key): _entry(path, key, value, mistakes) for key, value in content.items()}
    if mistakes:
        raise InvalidCatalog("\n".join(mistakes))
    return {key: entry for key, entry in entries.items() if entry}


def _entry(path: Path, key: object, value: object, mistakes: list[str]) -> ServiceEntry | None:
    if not isinstance(key, str):
        mistakes.append(f"{path}: {key}: a service id must be text; put it in quotation marks")
        return None
    try:
        return ServiceEntry.model_validate(value)
    except ValidationError as error:
        for problem in error.errors():
            where = ".".join([key, *map(str, problem["loc"])])
            mistakes.append(f"{path}: {where}: {problem['msg']}")
        return None
