"""An import sets every owner or none, names each mistake by its line, and can be repeated."""

from collections.abc import Sequence

from tests.support.fake_owner_ports import GROUP, OwnerWorld
from tests.support.sample_data import MONDAY, a_connection, a_request
from workflows.connections.model import Connection
from workflows.ownership.importing import ImportPlan, ImportPorts, Outcome, OwnerLine, carry_out, plan_import
from workflows.requests.state_machine import Status

STRIPES = a_connection(id="calm_elk", name="stripe", group_id="dev"), a_connection(id="odd_owl", name="stripe")


def ports(world: OwnerWorld) -> ImportPorts:
    def find(name: str) -> Sequence[Connection]:
        return [one for one in (world.connection, *STRIPES) if name in (one.id, one.name)]

    return ImportPorts(world, world, world, world, find, {"dev": "Fivetran_Dev", "prod": "Fivetran_Prod"})  # type: ignore[arg-type]


def planned(world: OwnerWorld, *rows: tuple[str, str]) -> ImportPlan:
    lines = [OwnerLine(number, *row) for number, row in enumerate(rows, 2)]
    return plan_import(lines, MONDAY, ports(world))


def test_a_connection_is_named_by_id_or_name_and_an_owner_by_email_or_slack_id() -> None:
    world = OwnerWorld()

    owners = [
        (one.connection.id, one.after.owner)
        for name in ("bright_fox", "zoom")
        for owner in ("ada@example.com", "U0ADA", GROUP)
        for one in planned(world, (name, owner)).owners
    ]

    assert owners == [("bright_fox", "U0ADA"), ("bright_fox", "U0ADA"), ("bright_fox", GROUP)] * 2


def test_every_mistake_is_named_by_its_line() -> None:
    plan = planned(
        OwnerWorld(),
        ("zoom", "ada@example.com"),
        ("zom", "ada@example.com"),
        ("stripe", "ada@example.com"),
        ("zoom", "who@example.com"),
        ("zoom", "gus@example.com"),
        ("zoom", "S0OTHER"),
        ("", "ada@example.com"),
        ("zoom", ""),
        ("bright_fox", "bo@example.com"),
    )

    assert plan.mistakes == (
        "line 3: there isn't a connection “zom”. Use its id or its destination schema.",
        f"line 4: “stripe” can be calm_elk (Fivetran_Dev) or odd_owl ({STRIPES[1].group_id}). Use the id.".replace(
            "(dev)", "(Fivetran_Dev)"
        ),
        "line 5: “who@example.com” can't be an owner: No Slack user has this email address.",
        "line 6: “gus@example.com” can't be an owner: Guests can't do that. Ask a full member of this workspace.",
        "line 7: Slack doesn't know this user group.",
        "line 8: the connection is missing.",
        "line 9: the owner is missing.",
        "line 10: zoom is in line 2 already.",
    )


def test_what_was_requested_here_keeps_its_requester() -> None:
    world = OwnerWorld(request=a_request(status=Status.LIVE, names={"U0ADA": "Ada Okafor"}))

    plan = planned(world, ("zoom", "bo@example.com"))

    assert plan.mistakes == ("line 2: Ada Okafor requested zoom. Reassign it on the card of the request.",)


def test_the_same_file_a_second_time_changes_nothing() -> None:
    world = OwnerWorld()

    for expected in (Outcome.SET, Outcome.UNCHANGED):
        plan = planned(world, ("zoom", "ada@example.com"))
        assert [one.outcome for one in plan.owners] == [expected]
        list(carry_out(plan, ports(world)))

    assert world.history == ["imported by : U0ADA"]
