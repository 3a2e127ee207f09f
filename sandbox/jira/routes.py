"""The routes of the simulated Jira."""

from collections.abc import Callable

from starlette.routing import Route

from sandbox.jira import comments, issue_endpoints, metadata_endpoints, properties, search, user_endpoints
from sandbox.jira.endpoint import Handler, endpoint
from sandbox.jira.issue_page import browse
from sandbox.jira.site import Site

ISSUE = "/issue/{issue}"

CALLS: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/myself", metadata_endpoints.myself),
    ("GET", "/mypermissions", metadata_endpoints.my_permissions),
    ("GET", "/project/{project}", metadata_endpoints.project),
    ("GET", "/project/{project}/statuses", metadata_endpoints.statuses),
    ("GET", "/field", metadata_endpoints.fields),
    ("GET", "/priority", metadata_endpoints.priorities),
    ("GET", "/user/search", user_endpoints.users),
    ("GET", "/user/assignable/search", user_endpoints.assignable_users),
    ("GET", "/search/jql", search.by_query),
    ("POST", "/search/jql", search.by_body),
    ("POST", "/search/approximate-count", search.count),
    ("GET", "/issue/createmeta", search.removed_endpoint),
    ("GET", "/issue/createmeta/{project}/issuetypes", metadata_endpoints.issue_types),
    ("GET", "/issue/createmeta/{project}/issuetypes/{kind}", metadata_endpoints.issue_type_fields),
    ("POST", "/issue", issue_endpoints.create),
    ("GET", ISSUE, issue_endpoints.read),
    ("PUT", ISSUE, issue_endpoints.change),
    ("PUT", f"{ISSUE}/assignee", issue_endpoints.assign),
    ("GET", f"{ISSUE}/changelog", issue_endpoints.changelog),
    ("GET", f"{ISSUE}/transitions", issue_endpoints.transitions),
    ("POST", f"{ISSUE}/transitions", issue_endpoints.transition),
    ("GET", f"{ISSUE}/comment", comments.list_comments),
    ("POST", f"{ISSUE}/comment", comments.create_comment),
    ("GET", f"{ISSUE}/comment/{{comment}}", comments.show_comment),
    ("PUT", f"{ISSUE}/comment/{{comment}}", comments.update_comment),
    ("GET", f"{ISSUE}/remotelink", comments.list_links),
    ("POST", f"{ISSUE}/remotelink", comments.create_link),
    ("GET", f"{ISSUE}/properties", properties.keys),
    ("GET", f"{ISSUE}/properties/{{property}}", properties.read),
    ("PUT", f"{ISSUE}/properties/{{property}}", properties.write),
    ("DELETE", f"{ISSUE}/properties/{{property}}", properties.remove),
)


def routes(site: Callable[[], Site]) -> list[Route]:
    """Return the routes below `/jira`. A reset replaces the site, so each request calls `site`."""

    api = [Route(f"/rest/api/3{path}", endpoint(site, work), methods=[method]) for method, path, work in CALLS]
    return [*api, *_every_version(site), Route("/browse/{issue}", browse(site), methods=["GET"])]


def _every_version(site: Callable[[], Site]) -> list[Route]:
    """Return routes for every API version: serverInfo and the removed search."""
    versions = ("2", "3", "latest")
    greet = endpoint(site, metadata_endpoints.server_info, anonymous=True)
    gone = endpoint(site, search.removed_endpoint)
    greetings = [Route(f"/rest/api/{version}/serverInfo", greet, methods=["GET"]) for version in versions]
    return greetings + [Route(f"/rest/api/{version}/search", gone, methods=["GET", "POST"]) for version in versions]
