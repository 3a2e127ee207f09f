"""The people who can decide one request now: one seat for each approval that it needs, and who can fill it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from workflows.approvals.policy import Requirement, Voters
from workflows.formatting import format_list


@dataclass(frozen=True)
class Seat:
    """One approval that a request needs."""

    people: frozenset[str]
    """Slack ids of the people who can give it."""
    voters: Voters
    """Whom the policy or the settings name."""


@dataclass(frozen=True)
class Panel:
    """The seats of a request, without people who can never decide it."""

    seats: tuple[Seat, ...]
    is_fallback: bool = False
    """Whether the policy leaves too few people who can decide, so that the fallback can fill each seat too."""

    @property
    def deciders(self) -> frozenset[str]:
        """The people who can approve or decline."""
        return frozenset().union(*(seat.people for seat in self.seats))

    @property
    def is_by_policy(self) -> bool:
        """Whether the policy names approvers; else, the settings do."""
        return any(seat.voters.named for seat in self.seats)

    @property
    def is_fillable(self) -> bool:
        """Whether these people can fill all seats."""
        return not self.open_seats(sorted(self.deciders))

    def words(self) -> str:
        """Return who decides, in plain text."""
        return format_list(list(dict.fromkeys(seat.voters.words for seat in self.seats)), "and")

    def open_seats(self, approved: Iterable[str]) -> tuple[Seat, ...]:
        """Return the seats that are left when each of these people fills at most one: the fewest possible.

        People who can fill none don't count.
        """
        holders: dict[int, str] = {}
        for person in dict.fromkeys(approved):
            self._take_seat(person, holders, set())
        return tuple(seat for number, seat in enumerate(self.seats) if number not in holders)

    def wanted(self, approved: Sequence[str]) -> frozenset[str]:
        """Return the people whose approval would count beside those who have approved."""
        left = len(self.open_seats(approved))
        others = self.deciders - frozenset(approved)
        return frozenset(one for one in others if len(self.open_seats([*approved, one])) < left)

    def without(self, excluded: Collection[str]) -> "Panel":
        """Return the panel without these people."""
        return replace(
            self, seats=tuple(replace(seat, people=seat.people - frozenset(excluded)) for seat in self.seats)
        )

    def _take_seat(self, person: str, holders: dict[int, str], tried: set[int]) -> bool:
        """Give a person a free seat, or one whose holder can move to another one."""
        for number, seat in enumerate(self.seats):
            if person in seat.people and number not in tried:
                tried.add(number)
                if number not in holders or self._take_seat(holders[number], holders, tried):
                    holders[number] = person
                    return True
        return False


def build_panel(
    requirement: Requirement,
    excluded: Collection[str],
    members_of: Callable[[Voters], frozenset[str]],
    has_account: Callable[[str], bool],
) -> Panel:
    """Return the panel. The fallback can fill the seats if the policy leaves too few people, or they have left.

    Groups in Slack keep people whose account is gone, so `has_account` looks them up.
    """
    members = {voters: members_of(voters) - frozenset(excluded) for voters in dict.fromkeys(requirement.seats)}
    panel = Panel(tuple(Seat(members[voters], voters) for voters in requirement.seats))
    if requirement.fallback is None or _first_people(panel, has_account).is_fillable:
        return panel
    standing_in = members_of(requirement.fallback) - frozenset(excluded)
    seats = (
        replace(
            seat, people=frozenset(filter(has_account, seat.people)) | standing_in, voters=_voters(seat, requirement)
        )
        for seat in panel.seats
    )
    return Panel(tuple(seats), is_fallback=True)


def _first_people(panel: Panel, has_account: Callable[[str], bool]) -> Panel:
    """Return the panel with as many people for each seat as there are seats, who are enough to fill it."""
    count = len(panel.seats)
    return Panel(
        tuple(
            replace(seat, people=frozenset(islice(filter(has_account, sorted(seat.people)), count)))
            for seat in panel.seats
        )
    )


def _voters(seat: Seat, requirement: Requirement) -> Voters:
    return seat.voters if seat.people or requirement.fallback is None else requirement.fallback
