"""Panels for fake directories, by the rules of the real one."""

from collections.abc import Collection, Mapping
from typing import Any

from workflows.approvals.panel import Panel, build_panel
from workflows.approvals.policy import Policies, Voters


class Panels:
    """Builds panels from `approvers`, `sensitive_approvers`, the policies, and the members of what they name."""

    policies_: Policies = Policies()
    named_: Mapping[str, frozenset[str]] = {}
    """Group or person → user ids."""
    without_account_: Collection[str] = ()

    def panel(
        self: Any, service: str, *, is_sensitive: bool, excluded: Collection[str] = (), fresh: bool = False
    ) -> Panel:
        def members_of(voters: Voters) -> frozenset[str]:
            names = voters.named.names if voters.named else ()
            named = frozenset().union(*(self.named_.get(name, frozenset()) for name in names))
            found = named if voters.named else self.approvers(fresh=fresh)
            has_group = not voters.named or getattr(self, "sensitive_approvers_", True)
            return frozenset(
                found & self.sensitive_approvers(fresh=fresh) if voters.is_sensitive and has_group else found
            )

        requirement = self.policies_.requirement(service, is_sensitive=is_sensitive)
        return build_panel(requirement, excluded, members_of, lambda user: user not in self.without_account_)

    def is_decider(self: Any, user_id: str) -> bool:
        named = frozenset().union(*(self.named_.get(name, frozenset()) for name in self.policies_.all_names()))
        return user_id in self.approvers() | named
