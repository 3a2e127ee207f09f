"""The presses in an open form are ordered, and what they did isn't lost."""

from bot.slack.open_forms import KEPT_FORMS, OpenForms


def test_a_slower_press_never_becomes_the_newest() -> None:
    forms = OpenForms()

    forms.note_press("V1", "1763888400.000200")
    slower = forms.note_press("V1", "1763888400.000100")

    assert slower.newest_press == "1763888400.000200"


def test_two_presses_open_two_lines() -> None:
    forms = OpenForms()

    forms.note_press("V1", "1", [("zoom", "access")])
    form = forms.note_press("V1", "2", [("zoom", "freshness")])

    assert form.opened == {("zoom", "access"), ("zoom", "freshness")}
    assert forms.note_press("V2", "3").opened == set()


def test_the_errors_of_the_last_send_count() -> None:
    forms = OpenForms()

    forms.note_errors("V1", ["purpose", "schema"])
    forms.note_errors("V1", ["schema"])

    assert forms.note_press("V1", "1").errors == {"schema"}


def test_a_form_is_untouched_until_the_first_press() -> None:
    forms = OpenForms()

    before = forms.is_untouched("V1")
    forms.note_press("V1", "1")

    assert (before, forms.is_untouched("V1"), forms.is_untouched("V2")) == (True, False, True)


def test_only_the_forms_last_used_are_kept() -> None:
    forms = OpenForms()
    forms.note_errors("V0", ["purpose"])
    for number in range(1, KEPT_FORMS):
        forms.note_press(f"V{number}", "1")
    forms.note_press("V0", "2")

    forms.note_press("another", "3")

    assert forms.note_press("V0", "4").errors == {"purpose"}
    assert forms.note_press("V1", "").newest_press == ""
