"""The catalog on stage: `services.yaml`, in which the services of the stories aren't sensitive.

The stories are about Salesforce and HubSpot, and tell what the channel sees. A confidential request shows next to
nothing there, and has stories of its own.
"""

import tempfile
from functools import cache
from pathlib import Path

import yaml

CATALOG = Path(__file__).resolve().parent.parent / "services.yaml"
SERVICES_ON_STAGE = ("salesforce", "hubspot")


@cache
def stage_catalog(names: tuple[str, ...] = SERVICES_ON_STAGE, *, sensitive: str | None = None) -> Path:
    """Write the catalog to a temporary file, once for each process, and return its path.

    `names` are the services that aren't sensitive on this stage; `sensitive` is one that is.
    """
    services = yaml.safe_load(CATALOG.read_text(encoding="utf-8"))
    for name in names:
        for key in ("sensitive", "holds"):
            services[name].pop(key, None)
    if sensitive:
        services[sensitive]["sensitive"] = True
    path = Path(tempfile.mkdtemp(prefix="connector-desk-")) / "services.yaml"
    path.write_text(yaml.safe_dump(services, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
