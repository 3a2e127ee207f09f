"""A module that is rarely needed is imported at its first use."""

import sys

from bot.lean_imports import postpone


def test_a_postponed_module_is_imported_when_something_in_it_is_used() -> None:
    sys.modules.pop("colorsys", None)

    with postpone("colorsys"):
        import colorsys

    assert "colorsys" not in sys.modules
    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert "colorsys" in sys.modules


def test_a_module_of_a_postponed_package_is_postponed_too() -> None:
    for name in ("dbm", "dbm.dumb"):
        sys.modules.pop(name, None)

    with postpone("dbm", "dbm.dumb"):
        from dbm import dumb

    assert "dbm" not in sys.modules
    assert issubclass(dumb.error, OSError)


def test_a_module_that_is_imported_already_stays() -> None:
    with postpone("sys", "json"):
        import json

    assert json is sys.modules["json"]
    assert json.loads("[]") == []
