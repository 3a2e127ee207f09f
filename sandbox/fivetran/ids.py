"""Fivetran-style ids of two random words."""

FIRST_WORDS = (
    "amber ancient brave "
    "brisk calm candid clever copper curious daring eager early fancy fervent gentle glad golden grand "
    "hasty hidden humble jolly keen kind late lively loyal mellow merry noble patient plain proud quiet "
    "rapid rustic silent sturdy sunny tidy vivid warm "
)
SECOND_WORDS = (
    "acorn anchor basin beacon bramble canyon cedar cobalt comet delta ember falcon fjord garnet glacier "
    "harbor heron island juniper kettle lagoon lantern maple meadow nectar orchard otter pebble prairie "
    "quarry raven river saddle spruce summit thicket timber tundra valley walnut willow "
)
FIRST, SECOND = FIRST_WORDS.split(), SECOND_WORDS.split()


def make_id(number: int) -> str:
    """Return the unique id for `number`."""
    rounds, place = divmod(number, len(FIRST) * len(SECOND))
    words = f"{FIRST[place % len(FIRST)]}_{SECOND[(place // len(FIRST) + place) % len(SECOND)]}"
    return words if rounds == 0 else f"{words}_{rounds + 1}"
