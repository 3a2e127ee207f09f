"""What a person chose in the service picker."""

from dataclasses import dataclass

from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service
from workflows.requests.custom_connector import custom_service


@dataclass(frozen=True)
class ServiceChoice:
    """The value of an option in the service picker: `salesforce`, or `custom:Name of the source`."""

    service_id: str
    custom_name: str = ""

    @classmethod
    def parse(cls, value: str) -> "ServiceChoice":
        """Read the value of an option."""
        service_id, _, custom_name = value.partition(":")
        return cls(service_id, custom_name)

    @property
    def custom(self) -> Service | None:
        """The custom connector that was chosen; None for a service of the catalog."""
        return custom_service(self.custom_name) if self.service_id == CUSTOM_CONNECTOR_ID else None

    @property
    def form_key(self) -> str:
        """What distinguishes this choice in a form (`Service.form_key`)."""
        return self.custom.form_key if self.custom else self.service_id
