"""Names that the destinations already have, looked up once for each form."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field


@dataclass
class TakenNames:
    """Implements `FindTakenNames` for one form: it looks up each name at most once."""

    find: Callable[[Collection[str]], Collection[str]]
    own_name: str = ""
    """The name of the request that is being edited; it's free for that request."""
    known: dict[str, bool] = field(default_factory=dict)
    """Name → whether it's taken, as far as it was looked up."""

    def __call__(self, names: Iterable[str]) -> set[str]:
        wanted = set(names) - {self.own_name}
        if unknown := wanted - self.known.keys():
            taken = self.find(unknown)
            self.known |= {name: name in taken for name in unknown}
        return {name for name in wanted if self.known[name]}
