"""The catalogue: `services.yaml`, strictly read, and found again from what people type."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError
from rapidfuzz import fuzz

from workflows.catalogue import Naming, Service
from workflows.failures import Refused

GOOD_ENOUGH = 70
"""Of 100: below this, what was typed is another word and not a misspelt one."""
MOST = 100
"""Slack takes no more options than this."""


class CatalogueWrong(Exception):
    """`services.yaml` cannot be used; the message lists file, key and reason of every mistake."""


class Entry(BaseModel):
    """One service in `services.yaml`. Booleans have to be booleans: a YAML `t` is a word that means yes."""

    model_config = ConfigDict(extra="forbid")

    name: str
    type: str = ""
    alias: list[str] = Field(default_factory=list)
    internal: StrictBool = False
    requires_schema_prefix: StrictBool = False
    naming: Literal["schema", "schema_table", "schema_prefix", "schema_table_group"] | None = None
    hide: StrictBool = False
    sunset: str | None = None
    sensitive: StrictBool = False
    owner: str | None = None
    notes: str | None = None
    static_config: dict[str, Any] = Field(default_factory=dict)
    reports: list[dict[str, Any]] = Field(default_factory=list)
    default_tables: list[str] = Field(default_factory=list)

    def service(self, service_id: str) -> Service:
        """The entry as a service."""
        prefix = "schema_prefix" if self.requires_schema_prefix else "schema"
        return Service(
            id=service_id,
            name=self.name,
            type=self.type,
            alias=tuple(self.alias),
            naming=Naming(self.naming or prefix),
            internal=self.internal,
            hide=self.hide,
            sunset=self.sunset,
            sensitive=self.sensitive,
            owner=self.owner,
            notes=self.notes,
            static_config=self.static_config,
            reports=tuple(self.reports),
            default_tables=tuple(self.default_tables),
        )


class Catalogue:
    """Fulfils `workflows.ports.Services` and what the request form needs."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = {service.id: service for service in services}
        self._words = [(service, _words(service)) for service in services if not service.hide]

    def get(self, service_id: str) -> Service:
        """See `workflows.ports.Services.get`."""
        try:
            return self._services[service_id]
        except KeyError:
            raise Refused("Choose a service from the list.", "service") from None

    def offered(self, service_id: str, *, internal: bool) -> Service:
        """A service this person may ask for; one that is internal does not exist for others."""
        service = self._services.get(service_id)
        if service is None or service.hide or (service.internal and not internal):
            raise Refused("Choose a service from the list.", "service")
        return service

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Services that fit what was typed, best first; all of them, by name, for an empty query."""
        wanted = query.strip().lower()
        ranked = [
            (_score(wanted, words), service.name.lower(), service)
            for service, words in self._words
            if internal or not service.internal
        ]
        fitting = [entry for entry in ranked if entry[0] >= GOOD_ENOUGH]
        fitting.sort(key=lambda entry: (-entry[0], entry[1]))
        return [service for _score, _name, service in fitting[:MOST]]

    def all(self) -> Mapping[str, Service]:
        """Every service by its id, those that nobody may ask for, too."""
        return self._services

    def __len__(self) -> int:
        return len(self._services)


def _words(service: Service) -> tuple[str, ...]:
    named = (service.name, service.id.replace("_", " "), service.id, *service.alias)
    return tuple(dict.fromkeys(word.lower() for word in named))


def _score(wanted: str, words: Sequence[str]) -> float:
    """How well what was typed fits: the same, the beginning, a later word's beginning, a misspelling."""
    if not wanted or wanted in words:
        return 100.0
    if any(word.startswith(wanted) for word in words):
        return 95.0
    if any(f" {wanted}" in word for word in words):
        return 90.0
    return max(fuzz.ratio(wanted, word[: len(wanted) + 2]) for word in words) * 0.88


def load(path: Path) -> Catalogue:
    """The catalogue in a file; `CatalogueWrong` names every mistake at once."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueWrong(f"{path}: {error}") from None
    if not isinstance(content, Mapping):
        raise CatalogueWrong(f"{path}: service ids with their settings are expected at the top level")
    mistakes: list[str] = []
    services = [_service(path, str(key), value, mistakes) for key, value in content.items()]
    if mistakes:
        raise CatalogueWrong("\n".join(mistakes))
    return Catalogue([service for service in services if service])


def _service(path: Path, key: str, value: object, mistakes: list[str]) -> Service | None:
    try:
        return Entry.model_validate(value).service(key)
    except ValidationError as error:
        for problem in error.errors():
            where = ".".join([key, *map(str, problem["loc"])])
            mistakes.append(f"{path}: {where}: {problem['msg']}")
        return None
