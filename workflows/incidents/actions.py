"""The actions that people can take on an incident."""

from enum import StrEnum


class IncidentAction(StrEnum):
    """An action on an incident. The value is part of the button's action id."""

    CONNECT_CARD = "connect_card"
    SYNC = "sync"
    RUN_TESTS = "run_tests"
    PAUSE = "pause"
    RESUME = "resume"
    ACKNOWLEDGE = "acknowledge"
    HAND_BACK = "hand_back"
    SNOOZE_1_HOUR = "snooze_1h"
    SNOOZE_4_HOURS = "snooze_4h"
    SNOOZE_1_DAY = "snooze_1d"
    SNOOZE_UNTIL_RECOVERY = "snooze_until_recovery"
    UNSNOOZE = "unsnooze"
