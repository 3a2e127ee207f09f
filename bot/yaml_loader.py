"""PyYAML's loader in C, ten times faster than the one in Python, which stands in where PyYAML was built without it."""

import yaml

SAFE_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
