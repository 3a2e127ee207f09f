"""Which execution of a workflow may go on."""

from bot.durable.executions import Executions


def test_one_execution_goes_on() -> None:
    executions = Executions()

    with executions.run("post:1"):
        assert executions.is_latest("post:1")
        assert len(executions) == 1

    assert len(executions) == 0


def test_the_earlier_of_two_stays_behind_even_after_the_later_has_ended() -> None:
    executions = Executions()

    with executions.run("post:1"):
        with executions.run("post:1"):
            assert executions.is_latest("post:1")

        assert not executions.is_latest("post:1")


def test_another_workflow_changes_nothing() -> None:
    executions = Executions()

    with executions.run("post:1"):
        with executions.run("post:2"):
            assert executions.is_latest("post:2")

        assert executions.is_latest("post:1")
