"""A link leads to a ticket, to a connection, or to nothing that the bot knows."""

import pytest

from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.reporting.shared_links import find_connection_id, find_ticket_key, is_same_page

PAGE = "https://fivetran.com/dashboard/connections/polite_otter"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://x.atlassian.net/browse/DSRE-7", "DSRE-7"),
        ("https://x.atlassian.net/browse/dsre-7?focusedId=1#c", "DSRE-7"),
        ("http://127.0.0.1:8400/jira/browse/DSRE-7/", "DSRE-7"),
        ("https://x.atlassian.net/browse/DSRE", None),
        ("https://x.atlassian.net/issues?next=/browse/DSRE-7", None),
        ("https://x.atlassian.net/browse/DSRE-7/more", None),
    ],
)
def test_the_page_of_a_ticket_has_its_key(url: str, key: str | None) -> None:
    assert find_ticket_key(url) == key


def test_the_same_key_on_another_site_is_another_page() -> None:
    page = "https://x.atlassian.net/browse/DSRE-7"

    assert is_same_page("https://X.atlassian.net/browse/DSRE-7/?a=1#c", page)
    assert not is_same_page("https://y.atlassian.net/browse/DSRE-7", page)


@pytest.mark.parametrize(
    ("url", "connection"),
    [
        (f"{PAGE}/status", "polite_otter"),
        (f"{PAGE}/schema?x=1", "polite_otter"),
        (PAGE, "polite_otter"),
        ("https://fivetran.com/dashboard/connections/", None),
        ("https://fivetran.com/docs", None),
        ("https://fivetran.example/dashboard/connections/polite_otter/status", None),
    ],
)
def test_every_tab_of_a_connection_has_its_id(url: str, connection: str | None) -> None:
    assert find_connection_id(url, CONNECTION_PAGE_URL) == connection


def test_without_an_address_of_connections_no_link_leads_to_one() -> None:
    assert find_connection_id(f"{PAGE}/status", "") is None
