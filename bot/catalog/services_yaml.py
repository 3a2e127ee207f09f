"""Read `services.yaml` strictly, and report every mistake at once, with file, key, and reason."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TypeVar, get_args

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.catalog.approval_yaml import (
    APPROVAL,
    EXAMPLE,
    ApprovalEntry,
    Lines,
    SensitiveEntry,
    line_prefix,
    policies_of,
    policy_lines,
)
from bot.similar_names import similar_name
from bot.yaml_loader import SAFE_LOADER
from workflows.approvals.policy import Policies
from workflows.catalog.field_formats import FieldFormat

NamingName = Literal["schema", "schema_table", "schema_prefix", "schema_table_group"]
NAMINGS: tuple[str, ...] = get_args(NamingName)


MAX_HOLDS_CHARS = 100


Entry = TypeVar("Entry", bound=BaseModel)


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
    naming: NamingName | None = None
    hide: StrictBool = False
    sunset: StrictStr | None = None
    sensitive: StrictBool = False
    holds: StrictStr | None = None
    owner: StrictStr | None = None
    notes: StrictStr | None = None
    static_config: dict[str, Any] = Field(default_factory=dict)
    reports: list[dict[str, Any]] = Field(default_factory=list)
    default_tables: list[StrictStr] = Field(default_factory=list)
    config: dict[StrictStr, FieldOverride] = Field(default_factory=dict)
    approval: ApprovalEntry | None = None

    @field_validator("holds")
    @classmethod
    def _ends_a_sentence(cls, holds: str | None) -> str | None:
        if holds is not None and not (0 < len(holds) <= MAX_HOLDS_CHARS and holds.isprintable() and "." not in holds):
            raise ValueError(
                f"must be one line of at most {MAX_HOLDS_CHARS} characters without a period, such as “customer data”"
            )
        return holds

    @model_validator(mode="after")
    def _holds_what_is_sensitive(self) -> Self:
        if self.holds is not None and not self.sensitive:
            raise ValueError("`holds` says why a service is sensitive, so it needs `sensitive: true`")
        return self

    @field_validator("reports")
    @classmethod
    def _chosen_by_table(cls, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = [report.get("table") for report in reports]
        if any(not isinstance(name, str) or not 0 < len(name) <= 75 for name in names) or len(set(names)) != len(names):
            raise ValueError("each report needs a unique `table` of at most 75 characters, which identifies it")
        if len(reports) > 100:
            raise ValueError("Slack shows at most 100 reports")
        return reports


class StrictLoader(SAFE_LOADER):  # type: ignore[misc,valid-type]  # chosen at the import
    """A YAML loader that collects what YAML accepts in silence: duplicate keys, and words that it reads as booleans."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.mistakes: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        duplicates = {str(key) for key in keys if keys.count(key) > 1}
        if duplicates:
            self.mistakes.append(f"{_place(node)}: {', '.join(sorted(duplicates))} is defined twice")
        return dict(super().construct_mapping(node, deep))

    def construct_yaml_bool(self, node: yaml.ScalarNode) -> bool:
        """Return a boolean. YAML reads `yes`, `no`, `on`, and `off` as one, which is a mistake where text is meant.

        https://yaml.org/type/bool.html
        """
        if node.value.lower() not in ("true", "false"):
            self.mistakes.append(
                f"{_place(node)}: YAML reads {node.value} as a boolean; write true or false, "
                f'or "{node.value}" if it is text'
            )
        return bool(super().construct_yaml_bool(node))


StrictLoader.add_constructor("tag:yaml.org,2002:bool", StrictLoader.construct_yaml_bool)


def _place(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"


class ServicesFile(NamedTuple):
    """What `services.yaml` says."""

    services: dict[str, ServiceEntry]
    policies: Policies


def load_services_yaml(path: Path) -> dict[str, ServiceEntry]:
    """Return the entries of a file by service id; raises `InvalidCatalog` with every mistake."""
    return load_services_file(path).services


def load_services_file(path: Path) -> ServicesFile:
    """Return the services of a file, and the approval policy; raises `InvalidCatalog` with every mistake."""
    content, lines, mistakes = _parse(path)
    if not isinstance(content, Mapping):
        raise InvalidCatalog(f"{path}: the top level must map service ids to their settings")
    read = _Reader(path, lines, mistakes)
    default = read.entry(ApprovalEntry, APPROVAL, content[APPROVAL]) if APPROVAL in content else None
    entries = {str(key): read.service(key, value) for key, value in content.items() if key != APPROVAL}
    if mistakes:
        raise InvalidCatalog("\n".join(mistakes))
    services = {key: entry for key, entry in entries.items() if entry}
    of_services = {key: entry.approval for key, entry in services.items() if entry.approval}
    return ServicesFile(services, policies_of(default, of_services, lines))


def _parse(path: Path) -> tuple[Any, Lines, list[str]]:
    """Return the content, the lines of its approval policy, and the mistakes that the content doesn't show."""
    try:
        loader = StrictLoader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        content = (loader.construct_document(root) if root else None) or {}
    except OSError as error:
        raise InvalidCatalog(f"{path}: {error.strerror}. Check SERVICES_FILE.") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidCatalog(f"{path}: {error}{_quotes_needed(path, error)}") from None
    return content, policy_lines(root), [f"{path}: {mistake}" for mistake in loader.mistakes]


def _quotes_needed(path: Path, error: Exception) -> str:
    """Return what to do about a handle without quotation marks: YAML reserves `@`."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    lines = path.read_text(encoding="utf-8").splitlines() if mark else []
    if mark and mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "@":
        return '\nPut a handle in quotation marks, for example "@data-eng".'
    return ""


class _Reader(NamedTuple):
    path: Path
    lines: Lines
    mistakes: list[str]

    def service(self, key: object, value: object) -> ServiceEntry | None:
        if not isinstance(key, str):
            self.mistakes.append(f"{self.path}: {key}: a service id must be text; put it in quotation marks")
            return None
        return self.entry(ServiceEntry, key, value)

    def entry(self, model: type[Entry], key: str, value: object) -> Entry | None:
        """Return an entry; None if it has mistakes, which are noted."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for problem in error.errors():
                place = (key, *problem["loc"])
                where = f"{line_prefix(place, self.lines)}{'.'.join(map(str, place))}"
                self.mistakes.append(f"{self.path}: {where}: {_reason(dict(problem), model)}")
            return None


def _reason(problem: dict[str, Any], model: type[BaseModel]) -> str:
    """Return what is wrong in our words, with the key or value that was probably meant."""
    if problem["type"] == "extra_forbidden":
        return "this key doesn't exist" + _meant(str(problem["loc"][-1]), _known_keys(problem["loc"], model))
    if problem["type"] == "literal_error":
        return f"must be one of {', '.join(NAMINGS)}" + _meant(str(problem["input"]), NAMINGS)
    if problem["type"] == "missing":
        return "is missing"
    if problem["type"] == "list_type" and APPROVAL in (*problem["loc"], APPROVAL if model is ApprovalEntry else ""):
        return f"must be a list of groups and people, such as {EXAMPLE}"
    if problem["type"] == "int_type":
        return "must be a number of people, such as 2"
    return str(problem["msg"]).removeprefix("Value error, ")


def _known_keys(location: tuple[Any, ...], model: type[BaseModel]) -> Iterable[str]:
    """Return the keys that exist at a place: those of a service, of a config field, or of the approval policy."""
    if len(location) == 1:
        return model.model_fields
    if location[-2] == "sensitive":
        return SensitiveEntry.model_fields
    return (ApprovalEntry if location[0] == APPROVAL else FieldOverride).model_fields


def _meant(word: str, known: Iterable[str]) -> str:
    found = similar_name(word, known)
    return f"; did you mean {found}?" if found else ""
