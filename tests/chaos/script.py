"""The script of a story: what people, operators and vendors do. It follows from the seed alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.chaos.faults import FaultPlan


@dataclass(frozen=True)
class Beat:
    """One thing that happens. `request` counts the forms of the story, from 0."""

    verb: str
    who: str = ""
    request: int = -1
    values: Mapping[str, Any] = field(default_factory=dict)
    together: tuple["Beat", ...] = ()
    """Beats that happen at the same moment."""
    fault: FaultPlan | None = None

    def __str__(self) -> str:
        if self.together and not self.verb:
            return " | ".join(map(str, self.together))
        about = [f"request {self.request}"] if self.request >= 0 else []
        values = [f"{name}={value}" for name, value in self.values.items()]
        fault = [str(self.fault)] if self.fault else []
        inner = [f"[{one}]" for one in self.together]
        return " ".join([*([self.who] if self.who else []), self.verb, *about, *values, *fault, *inner])


@dataclass(frozen=True)
class Form:
    """The answers of one form. `purpose` is unique within a story."""

    requester: str
    service: str
    answers: Mapping[str, str]

    @property
    def purpose(self) -> str:
        """Tells the requests of a story apart."""
        return self.answers["purpose"]


@dataclass(frozen=True)
class Story:
    """A script, with what has to be set up before it begins."""

    seed: int
    forms: tuple[Form, ...]
    beats: tuple[Beat, ...]
    has_stricter_group: bool = False
    """Whether Rosa approves too, but not what is sensitive."""
    has_jira_webhook: bool = False
    more_approvers: tuple[str, ...] = ()
    """Requesters who are approvers, too."""

    def __str__(self) -> str:
        setting = [name for name in ("has_stricter_group", "has_jira_webhook") if getattr(self, name)]
        forms = [f"  form {number}: {form.requester} {dict(form.answers)}" for number, form in enumerate(self.forms)]
        beats = [f"  {number:>2} {beat}" for number, beat in enumerate(self.beats)]
        first = f"seed {self.seed} {' '.join(setting)} {' '.join(self.more_approvers)}".rstrip()
        return "\n".join([first, *forms, *beats])


def interleave(random: Random, lines: list[list[Beat]]) -> list[Beat]:
    """Merge lines of beats at random. Each line keeps its order."""
    left = [list(line) for line in lines if line]
    merged = []
    while left:
        line = random.choice(left)
        merged.append(line.pop(0))
        left = [one for one in left if one]
    return merged
