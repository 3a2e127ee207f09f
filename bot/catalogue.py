"""The catalogue: `services.yaml`, strictly read, and found again from what people type."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError
from rapidfuzz import fuzz, process

from workflows.catalogue import Naming, Service
from workflows.failures import Refused

GOOD_ENOUGH = 70
"""Of 100: below this, what was typed is another word and not a misspelt one."""
MISSPELT = 0.88
"""What a misspelling counts, at best: less than any word that begins as typed."""
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
        offered = [service for service in services if not service.hide]
        self._lines = [(service, "\n".join(["", *_words(service), ""])) for service in offered]
        self._words = [(word, service.id) for service in offered for word in _words(service)]

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
        misspelt = self._misspelt(wanted)
        ranked = [
            (_literally(wanted, lines) or misspelt.get(service.id, 0.0), service.name.lower(), service)
            for service, lines in self._lines
            if internal or not service.internal
        ]
        fitting = [entry for entry in ranked if entry[0]]
        fitting.sort(key=lambda entry: (-entry[0], entry[1]))
        return [service for _score, _name, service in fitting[:MOST]]

    def all(self) -> Mapping[str, Service]:
        """Every service by its id, those that nobody may ask for, too."""
        return self._services

    def _misspelt(self, wanted: str) -> dict[str, float]:
        """How well what was typed fits the beginning of a word of each service, one or two letters apart."""
        begun = [word[: len(wanted) + 2] for word, _id in self._words]
        least = GOOD_ENOUGH / MISSPELT
        near = process.extract(wanted, begun, scorer=fuzz.ratio, score_cutoff=least, limit=None)
        best_last = reversed(near)
        return {self._words[place][1]: score * MISSPELT for _word, score, place in best_last}

    def __len__(self) -> int:
        return len(self._services)


def _words(service: Service) -> tuple[str, ...]:
    named = (service.name, service.id.replace("_", " "), service.id, *service.alias)
    return tuple(dict.fromkeys(word.lower() for word in named))


def _literally(wanted: str, lines: str) -> float:
    """How well what was typed fits: the same, the beginning, a later word's beginning; 0 if none of these.

    `lines` are a service's words, each on its own line: looking into one text beats looking into many.
    """
    if not wanted or f"\n{wanted}\n" in lines:
        return 100.0
    if f"\n{wanted}" in lines:
        return 95.0
    return 90.0 if f" {wanted}" in lines else 0.0


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
