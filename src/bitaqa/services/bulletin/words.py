"""The figures in words: titles, labels and sentences, the same in Arabic, French and English.

Everything is written at build time and kept with the bulletin: a published text does not change when a catalogue or
the name of a place does. Refuses: a text whose figures are not the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from babel.lists import format_list
from babel.numbers import format_percent
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from bitaqa.records.places.door import PlaceValue
from bitaqa.ui.formats import day_text, locale_name, number_text

from .domain import OTHER_PLACES, Row, Table
from .errors import LanguagesDifferError
from .figures import Figures
from .outcomes import IN_PROGRESS

LANGUAGES = ("ar", "fr", "en")
PLACE_TABLES = ("by_place", "by_authority", "by_area")
"""Tables whose rows are places."""
Words = dict[str, str]
"""One text in each of LANGUAGES."""

TITLES: Mapping[str, str] = {
    "by_kind": gettext_noop("By kind of request"),
    "by_outcome": gettext_noop("What became of each request"),
    "by_place": gettext_noop("By place"),
    "by_authority": gettext_noop("By caïdat or pachalik"),
    "by_area": gettext_noop("By area"),
    "by_day": gettext_noop("By day"),
    "cards": gettext_noop("Cards made"),
}
COUNTED: Mapping[str, str] = {
    "application.registered": gettext_noop("requests processed: taken at a station and accepted by the centre"),
    "card.made": gettext_noop("cards personalised on a numbered blank"),
}
LABELS: Mapping[str, str] = {
    "renewal": gettext_noop("Renewal"),
    "first": gettext_noop("First issue"),
    "duplicate": gettext_noop("Duplicate"),
    "handed_over": gettext_noop("Handed over"),
    "handed_over_completed": gettext_noop("Handed over after the file was completed later"),
    "handed_over_corrected": gettext_noop("Handed over after a wrong card was corrected"),
    "handed_over_on_appeal": gettext_noop("Handed over on appeal"),
    "refused": gettext_noop("Refused"),
    "stopped": gettext_noop("Stopped by a death"),
    "uncollected": gettext_noop("Not collected; card destroyed"),
    "lapsed": gettext_noop("Never completed"),
    "withdrawn": gettext_noop("Withdrawn by the applicant"),
    "in_progress.incomplete": gettext_noop("In progress: papers still to come"),
    "in_progress.received": gettext_noop("In progress: being checked"),
    "in_progress.adjudication": gettext_noop("In progress: people decide"),
    "in_progress.referred": gettext_noop("In progress: further examination"),
    "in_progress.returned": gettext_noop("In progress: to be captured or completed again"),
    "in_progress.approved": gettext_noop("In progress: card being made or on its way"),
    "in_progress.under_correction": gettext_noop("In progress: wrong card being corrected"),
    "with_holder": gettext_noop("Handed over to the holder"),
    "spoiled": gettext_noop("Failed its check"),
    "destroyed": gettext_noop("Destroyed without being used"),
    "missing": gettext_noop("Missing"),
    "on_the_way": gettext_noop("In keeping or on its way"),
    "no_day": gettext_noop("Day not given"),
}


def in_each(text: Callable[[], str]) -> Words:
    """What `text()` says in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = text()
    return found


def title_of_campaign(name_ar: str, name_fr: str) -> Words:
    names = {"ar": name_ar, "fr": name_fr, "en": name_fr}
    return in_each(lambda: _("Bulletin: %(name)s") % {"name": names[_language()]})


def title_of_period(since: date, until: date) -> Words:
    return in_each(
        lambda: _("Bulletin from %(since)s to %(until)s") % {"since": day_text(since), "until": day_text(until)}
    )


def title_of(table: Table) -> Words:
    return in_each(lambda: _(TITLES[table.code]))


def counted_by(table: Table) -> Words:
    """The event a table counts, in words."""
    return in_each(lambda: _(COUNTED[table.event]))


def label_of(row: Row, table: Table, places: Mapping[str, PlaceValue]) -> Words:
    """A row's name: of a place in both scripts, of a day in the calendar, of a code in the catalogue."""
    if row.code == OTHER_PLACES:
        return in_each(
            lambda: _("Other places: %(names)s") % {"names": listed([_place(code, places) for code in row.members])}
        )
    if table.code in PLACE_TABLES:
        return in_each(lambda: _place(row.code, places))
    if table.code == "by_day" and row.code in LABELS:
        return in_each(lambda: _(LABELS[row.code]))
    if table.code == "by_day":
        return in_each(lambda: day_text(date.fromisoformat(row.code)))
    return in_each(lambda: _(LABELS[row.code]) if row.code in LABELS else row.code)


def _place(code: str, places: Mapping[str, PlaceValue]) -> str:
    found = places.get(code)
    if found is None:
        return code or _("Place not given")
    return found.name_ar if _language() == "ar" else found.name_fr


def _language() -> str:
    return (translation.get_language() or "ar")[:2]


def listed(parts: Sequence[str]) -> str:
    """“a, b and c” in the active language."""
    return format_list(list(parts), locale=locale_name())


def percent_text(percent: int) -> str:
    return format_percent(percent / 100, locale=locale_name())


def prose(figures: Figures, places: Mapping[str, PlaceValue], *, real_ridges: int | None = None) -> list[Words]:
    """The bulletin's sentences, in their order. Raises LanguagesDifferError."""
    told: list[Words] = [_same_figures("requests", in_each(lambda: _requests(figures)))]
    if figures.shares:
        told.append(_same_figures("handed_over", in_each(lambda: _handed_over(figures))))
    told += ranking(figures, places)
    if _others(figures):
        told.append(_same_figures("others", in_each(lambda: _other_outcomes(figures))))
    if figures.beneficiaries is not None:
        told.append(_same_figures("beneficiaries", in_each(lambda: _beneficiaries(figures))))
    uncounted = [row.code for row in figures.table("by_place").rows if row.count is None]
    if uncounted:
        # Names of places may hold digits of their own, so these are not compared.
        told.append(
            in_each(
                lambda: (
                    _("Served, without a count: %(places)s.")
                    % {"places": listed([_place(code, places) for code in uncounted])}
                )
            )
        )
    if real_ridges is not None:
        told.append(_same_figures("played", in_each(lambda: _played(figures, real_ridges))))
    return told


def _requests(figures: Figures) -> str:
    table = figures.table("by_kind")
    kinds = [
        ngettext("%(n)s renewal", "%(n)s renewals", n := table.count_of("renewal")) % {"n": number_text(n)},
        ngettext("%(n)s first issue", "%(n)s first issues", n := table.count_of("first")) % {"n": number_text(n)},
        ngettext("%(n)s duplicate", "%(n)s duplicates", n := table.count_of("duplicate")) % {"n": number_text(n)},
    ]
    whole = ngettext(
        "%(n)s request was processed: %(kinds)s.", "%(n)s requests were processed: %(kinds)s.", table.total
    )
    return whole % {"n": number_text(table.total), "kinds": listed(kinds)}


def _handed_over(figures: Figures) -> str:
    day, until, percent = figures.shares[-1]
    return ngettext(
        "On %(day)s, %(n)s request had ended with the card in the right hand: %(percent)s of those processed.",
        "On %(day)s, %(n)s requests had ended with the card in the right hand: %(percent)s of those processed.",
        until,
    ) % {"day": day_text(day), "n": number_text(until), "percent": percent_text(percent)}


def ranking(figures: Figures, places: Mapping[str, PlaceValue]) -> list[Words]:
    """Who comes first, in which order, and where the rest were; then the areas (F2.2, F3.3).

    Names may hold digits of their own: the languages are compared with the names left out.
    """
    told = []
    authorities, areas = figures.find_table("by_authority"), figures.find_table("by_area")
    for table, text in ((authorities, _ranked), (areas, _by_area)):
        if table is not None and len([row for row in table.rows if row.count]) > 1:
            _same_figures(table.code, in_each(partial(text, table, lambda code: "·")))
            told.append(in_each(partial(text, table, lambda code: _place(code, places))))
    return told


def _counted(row: Row, name: Callable[[str], str]) -> str:
    return _("%(name)s (%(n)s)") % {"name": name(row.code), "n": number_text(row.count or 0)}


def _ranked(table: Table, name: Callable[[str], str]) -> str:
    first, *others = [row for row in table.rows if row.count and row.code != OTHER_PLACES]
    rest = next((row for row in table.rows if row.code == OTHER_PLACES), None)
    facts = {"first": _counted(first, name), "others": listed([_counted(row, name) for row in others])}
    told = _("The most requests were counted at %(first)s, followed by %(others)s.") % facts
    if rest is None:
        return told
    facts = {"n": number_text(rest.count or 0), "places": listed([name(code) for code in rest.members])}
    return f"{told} " + _("The remaining %(n)s are spread over %(places)s.") % facts


def _by_area(table: Table, name: Callable[[str], str]) -> str:
    return _("By area: %(parts)s.") % {"parts": listed([_counted(row, name) for row in table.rows if row.count])}


def _others(figures: Figures) -> list[tuple[str, int]]:
    """Outcomes other than a plain hand-over that some request had; those in progress together."""
    table = figures.table("by_outcome")
    found = [
        (row.code, row.count)
        for row in table.rows
        if row.count and row.code != "handed_over" and not row.code.startswith(IN_PROGRESS)
    ]
    under_way = sum(row.count or 0 for row in table.rows if row.code.startswith(IN_PROGRESS))
    return [*found, ("in_progress", under_way)] if under_way else found


def _other_outcomes(figures: Figures) -> str:
    parts = [_("%(label)s: %(n)s") % {"label": _outcome(code), "n": number_text(n)} for code, n in _others(figures)]
    return _("Among them: %(parts)s.") % {"parts": _("; ").join(parts)}


def _outcome(code: str) -> str:
    return pgettext("requests", "still in progress") if code == "in_progress" else _(LABELS[code])


def _beneficiaries(figures: Figures) -> str:
    n = figures.beneficiaries or 0
    return ngettext(
        "These cards went to %(n)s person (counted in the register).",
        "These cards went to %(n)s different persons (counted in the register).",
        n,
    ) % {"n": number_text(n)}


def _played(figures: Figures, real_ridges: int) -> str:
    from .domain import share

    percent = share(real_ridges, figures.requests)
    return ngettext(
        "Played with specimens: %(n)s request (%(percent)s) went through images of synthetic ridges, the others through synthetic templates.",  # noqa: E501
        "Played with specimens: %(n)s requests (%(percent)s) went through images of synthetic ridges, the others through synthetic templates.",  # noqa: E501
        real_ridges,
    ) % {"n": number_text(real_ridges), "percent": percent_text(percent)}


_FIGURE = re.compile("\\d(?:[\\d.,\u00a0\u202f\u2009\u066c]*\\d)?")


def figures_in(text: str) -> list[str]:
    """The numbers of a text, without their separators, in ascending order: `2.095` and `2 095` are `2095`."""
    return sorted(re.sub(r"\D", "", found) for found in _FIGURE.findall(text))


def _same_figures(name: str, words: Words) -> Words:
    expected = figures_in(words["ar"])
    for language in LANGUAGES:
        found = figures_in(words[language])
        if found != expected:
            raise LanguagesDifferError(
                text=name, language=language, figures=", ".join(found), expected=", ".join(expected)
            )
    return words
