"""Where each call goes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.routing import Route

from sandbox.jira import about, conversation, people, properties, search, tickets
from sandbox.jira.calls import Work, endpoint
from sandbox.jira.page import browse
from sandbox.jira.site import Site

if TYPE_CHECKING:
    from sandbox.world import World

ISSUE = "/issue/{issue}"

CALLS: tuple[tuple[str, str, Work], ...] = (
    ("GET", "/myself", about.myself),
    ("GET", "/mypermissions", about.my_permissions),
    ("GET", "/project/{project}", about.project),
    ("GET", "/project/{project}/statuses", about.statuses),
    ("GET", "/field", about.fields),
    ("GET", "/priority", about.priorities),
    ("GET", "/user/search", people.users),
    ("GET", "/user/assignable/search", people.assignable_users),
    ("GET", "/search/jql", search.by_query),
    ("POST", "/search/jql", search.by_body),
    ("POST", "/search/approximate-count", search.count),
    ("GET", "/issue/createmeta", search.gone),
    ("GET", "/issue/createmeta/{project}/issuetypes", about.issue_types),
    ("GET", "/issue/createmeta/{project}/issuetypes/{kind}", about.issue_type_fields),
    ("POST", "/issue", tickets.create),
    ("GET", ISSUE, tickets.read),
    ("PUT", ISSUE, tickets.change),
    ("PUT", f"{ISSUE}/assignee", tickets.assign),
    ("GET", f"{ISSUE}/changelog", tickets.changelog),
    ("GET", f"{ISSUE}/transitions", tickets.transitions),
    ("POST", f"{ISSUE}/transitions", tickets.transition),
    ("GET", f"{ISSUE}/comment", conversation.comments),
    ("POST", f"{ISSUE}/comment", conversation.say),
    ("GET", f"{ISSUE}/comment/{{comment}}", conversation.comment),
    ("PUT", f"{ISSUE}/comment/{{comment}}", conversation.reword),
    ("GET", f"{ISSUE}/remotelink", conversation.links),
    ("POST", f"{ISSUE}/remotelink", conversation.link),
    ("GET", f"{ISSUE}/properties", properties.keys),
    ("GET", f"{ISSUE}/properties/{{property}}", properties.read),
    ("PUT", f"{ISSUE}/properties/{{property}}", properties.write),
    ("DELETE", f"{ISSUE}/properties/{{property}}", properties.remove),
)


def routes(world: "World") -> list[Route]:
    """Everything below `/jira`. The site is looked up at each call, since a reset makes a new one."""

    def site() -> Site:
        return world.jira

    told = [
        Route(f"/rest/api/3{path}", endpoint(site, work), methods=[method]) for method, path, work in CALLS
    ]
    return [*told, *_every_version(site), Route("/browse/{issue}", browse(site), methods=["GET"])]


def _every_version(site: Callable[[], Site]) -> list[Route]:
    """What also answers below `/rest/api/2` and `latest`: the greeting, and the search that was removed."""
    versions = ("2", "3", "latest")
    greet, gone = endpoint(site, about.server_info, anonymous=True), endpoint(site, search.gone)
    greetings = [Route(f"/rest/api/{version}/serverInfo", greet, methods=["GET"]) for version in versions]
    return greetings + [
        Route(f"/rest/api/{version}/search", gone, methods=["GET", "POST"]) for version in versions
    ]
