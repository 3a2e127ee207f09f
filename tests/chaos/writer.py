"""Write the script of a story at random."""

from random import Random

from tests.chaos.faults import any_fault, held_call, outage
from tests.chaos.script import Beat, Form, Story, interleave

SERVICES = ("asana", "hubspot", "salesforce", "zendesk", "intercom", "pipedrive")
PURPOSES = ("Forecasting sales", "Reporting churn", "Planning budgets", "Reviewing campaigns", "Measuring support")
SENSITIVITIES = ("public", "internal", "internal", "confidential")
FRESHNESS = ("Hourly", "Every 6 hours", "Daily")
REQUESTERS = ("ada", "ada", "ada", "rosa", "cleo")
APPROVERS = ("bo", "cleo")
STRANGERS = ("ada", "rosa", "gus")
JUMPS = (3, 10, 30, 61, 130, 400, 1_300)
"""Seconds by which the clock jumps in the middle of a story."""
SET_BACK = (30, 600, 3_600)
"""Seconds by which the clock is set back."""
MENTION = "@Connector Desk"
QUESTIONS = ("is stripe up to date?", "why is jira broken?", "how do I get access to salesforce data?")


def write_story(seed: int, most_forms: int = 4) -> Story:
    """Return the script that belongs to the seed, with at most this many requests."""
    random = Random(seed)
    count = min(random.choice((2, 2, 3, 3, 4)), most_forms)
    strict, webhook = random.random() < 0.3, random.random() < 0.5
    forms = tuple(_form(random, number) for number in range(count))
    more = tuple({one.requester for one in forms if random.random() < 0.15} - {"cleo"})
    plots = [_plot(random, number, form) for number, form in enumerate(forms)]
    beats = _with_trouble(random, interleave(random, [*plots, _asides(random)]))
    if random.random() < 0.2:
        beats.insert(random.randrange(1, len(beats)), Beat("the clock is set back", values=_seconds(random, SET_BACK)))
    return Story(seed, forms, tuple(beats), strict, webhook, tuple(sorted(more)))


def _form(random: Random, number: int) -> Form:
    service = random.choice(SERVICES)
    answers = {
        "purpose": f"{random.choice(PURPOSES)} for plan {number + 1} of this year",
        "business_owner": random.choice(("rosa", "ada", "bo")),
        "sensitivity": random.choice(SENSITIVITIES),
        "access": random.choice(("Revenue team", "Finance & planning", "Support <leads>")),
        "freshness": random.choice(FRESHNESS),
        "schema": f"{service}_{random.choice('abc')}{number + 1}",
    }
    return Form(random.choice(REQUESTERS), service, answers)


def _plot(random: Random, number: int, form: Form) -> list[Beat]:
    """Return the life of one request: the form, what precedes the decision, the decision, what follows."""
    beats = [Beat("sends the form", form.requester, number)]
    if random.random() < 0.3:
        beats.append(_edit(random, number, form))
    if random.random() < 0.3:
        beats.append(_stranger(random, number, form))
    beats.append(random.choice(DECISIONS)(random, number, form))
    if random.random() < 0.25:
        beats.append(random.choice(DECISIONS)(random, number, form))
    if random.random() < 0.6:
        beats.append(Beat("insists on approval", random.choice(APPROVERS), number))
    for beat in _aftermath(random, number, form):
        if random.random() < 0.75:
            beats.append(beat)
    if random.random() < 0.1:
        beats.append(Beat("withdraws", form.requester, number))
    return beats


def _edit(random: Random, number: int, form: Form) -> Beat:
    access = f"Revenue team and {random.choice(('finance', 'sales', 'legal'))} {random.randrange(100)}"
    return Beat("edits", form.requester, number, {"access": access, "freshness": random.choice(FRESHNESS)})


def _stranger(random: Random, number: int, form: Form) -> Beat:
    """Return what a person without the right does: a press, a withdrawal, or a move in Jira."""
    who = random.choice([one for one in STRANGERS if one != form.requester])
    verb = random.choice(("approves", "declines", "withdraws", "moves the ticket"))
    if verb == "moves the ticket":
        return Beat(verb, random.choice(("ada", "rosa")), number, {"transition": "Approve"})
    return Beat(verb, who, number)


def _approves(random: Random, number: int, form: Form) -> Beat:
    return Beat("approves", random.choice(APPROVERS), number)


def _approves_twice(random: Random, number: int, form: Form) -> Beat:
    beat = _approves(random, number, form)
    return Beat("", together=(beat, beat))


def _opposites(random: Random, number: int, form: Form) -> Beat:
    return Beat("", together=(Beat("approves", "bo", number), Beat("declines", "cleo", number)))


def _declines(random: Random, number: int, form: Form) -> Beat:
    return Beat("declines", random.choice(APPROVERS), number)


def _edit_races(random: Random, number: int, form: Form) -> Beat:
    return Beat("", together=(_edit(random, number, form), _approves(random, number, form)))


def _withdrawal_races(random: Random, number: int, form: Form) -> Beat:
    rivals = [_approves(random, number, form), Beat("withdraws", form.requester, number)]
    if random.random() < 0.3:
        rivals.append(Beat("declines", "bo", number))
    return Beat("", together=tuple(rivals))


def _moves(random: Random, number: int, form: Form) -> Beat:
    move = Beat(
        "moves the ticket",
        random.choice(APPROVERS),
        number,
        {"transition": random.choice(("Approve", "Approve", "Decline"))},
    )
    rival = random.choice((_approves, _edit, _moves_without_right, None))
    return Beat("", together=(move, rival(random, number, form))) if rival and random.random() < 0.5 else move


def _moves_without_right(random: Random, number: int, form: Form) -> Beat:
    return Beat("moves the ticket", random.choice(("ada", "rosa")), number, {"transition": "Approve"})


def _does_not_decide(random: Random, number: int, form: Form) -> Beat:
    return Beat("time passes", values={"seconds": 90})


DECISIONS = (
    *(5 * [_approves]),
    _approves_twice,
    _opposites,
    _declines,
    _edit_races,
    _withdrawal_races,
    _moves,
    _moves,
    _does_not_decide,
)


def _aftermath(random: Random, number: int, form: Form) -> list[Beat]:
    return [
        *([Beat("asks for a Connect Card", form.requester, number)] if random.random() < 0.3 else []),
        Beat("completes the Connect Card", form.requester, number),
        Beat("time passes", values={"seconds": 61}),
        Beat("time passes", values={"seconds": 7 * 3600}),
    ]


def _asides(random: Random) -> list[Beat]:
    """Return what has nothing to do with the requests: questions, and incidents that people act on."""
    beats = []
    if random.random() < 0.4:
        question = {"start": random.choice(("/connector ask", MENTION)), "question": random.choice(QUESTIONS)}
        beats.append(Beat("asks", random.choice(("ada", "rosa")), values=question))
    if random.random() < 0.4:
        who = random.choice(("bo", "cleo", "ada"))
        beats.append(Beat("breaks", values={"schema": random.choice(("stripe", "zoom"))}))
        beats.append(Beat("time passes", values={"seconds": 61}))
        beats.append(Beat("acts on an incident", who, values={"button": random.choice(("acknowledge", "run_tests"))}))
    return beats


def _with_trouble(random: Random, beats: list[Beat]) -> list[Beat]:
    """Put faults, kills, stops and jumps of the clock between the beats."""
    troubled: list[Beat] = []
    for beat in beats:
        if random.random() < 0.35:
            troubled.extend(random.choice(TROUBLES)(random))
        troubled.append(random.choice(DURING)(random, beat) if random.random() < 0.2 else beat)
        if random.random() < 0.25:
            troubled.append(Beat("time passes", values=_seconds(random, JUMPS)))
    return troubled


def _seconds(random: Random, choices: tuple[int, ...]) -> dict[str, int]:
    return {"seconds": random.choice(choices)}


def _killed_during(random: Random, beat: Beat) -> Beat:
    """Return the beat with a process that is killed during one of the calls that follow from it."""
    return Beat("is killed during", str(random.randrange(2)), together=(beat,), fault=held_call(random))


def _stopped_during(random: Random, beat: Beat) -> Beat:
    return Beat("is stopped during", str(random.randrange(2)), together=(beat,), fault=held_call(random))


def _without_database(random: Random, beat: Beat) -> Beat:
    """Return the beat while the database is away, for some real seconds."""
    return Beat("the database is away during", values={"seconds": random.choice((1, 3))}, together=(beat,))


DURING = (_killed_during, _killed_during, _stopped_during, _without_database)


def _reconnect(random: Random) -> list[Beat]:
    return [Beat("sockets reconnect")]


def _fault(random: Random) -> list[Beat]:
    return [Beat("fault", fault=any_fault(random)) for _ in range(random.choice((1, 1, 2)))]


def _outage(random: Random) -> list[Beat]:
    return [Beat("fault", fault=outage(random)), Beat("time passes", values={"seconds": 10})]


def _calm(random: Random) -> list[Beat]:
    return [Beat("calm")]


def _kill(random: Random) -> list[Beat]:
    which = str(random.randrange(2))
    verb = random.choice(("is killed", "is killed", "stops"))
    pause = [Beat("time passes", values={"seconds": random.choice((5, 40, 90))})] if random.random() < 0.4 else []
    return [Beat(verb, which), *pause, Beat("starts", which)]


TROUBLES = (_fault, _fault, _fault, _fault, _outage, _calm, _reconnect, _kill, _kill)
