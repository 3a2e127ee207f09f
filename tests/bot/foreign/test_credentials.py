"""A rejected token is known from the answers of a vendor, and said once."""

import pytest
from structlog.testing import capture_logs

from bot.foreign.credentials import CredentialStatus, records_credential
from workflows.errors import CredentialRejected, Refused, SlackTokenRejected, Unavailable


class Vendor:
    def __init__(self) -> None:
        self.credential = CredentialStatus("Vendor")
        self.failure: Exception | None = None

    @records_credential
    def call(self) -> str:
        if self.failure:
            raise self.failure
        return "answer"

    def fails(self, failure: Exception) -> None:
        self.failure = failure
        with pytest.raises(type(failure)):
            self.call()


@pytest.mark.parametrize("rejection", [CredentialRejected("revoked"), SlackTokenRejected("revoked")])
def test_a_rejection_is_logged_once_and_its_end_too(rejection: Exception) -> None:
    vendor = Vendor()
    with capture_logs() as lines:
        assert vendor.call() == "answer"
        vendor.fails(rejection)
        vendor.fails(rejection)
        assert vendor.credential.problem == "revoked"
        vendor.failure = None
        vendor.call()
        vendor.call()

    assert vendor.credential.problem == ""
    assert [line["event"] for line in lines] == [
        "credentials are rejected, work waits",
        "credentials are accepted again",
    ]


@pytest.mark.parametrize("failure", [Unavailable("away"), Refused("no")])
def test_other_failures_show_nothing_about_credentials(failure: Exception) -> None:
    vendor = Vendor()
    vendor.fails(failure)
    assert vendor.credential.problem == ""

    vendor.fails(CredentialRejected("revoked"))
    vendor.fails(failure)
    assert vendor.credential.problem == "revoked"
