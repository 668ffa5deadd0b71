"""Invented people, cards and figures for the living page. Nobody here exists; numbers are outside any real range."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.ui.fields import ArabicNameField, LatinNameField, PartialDateField, ScanField
from bitaqa.ui.shapes import (
    Crumb,
    Difference,
    DocumentFace,
    Fact,
    Figure,
    Home,
    PersonFace,
    Step,
    Tab,
    TimelineEntry,
    WorkItem,
)
from bitaqa.ui.tables import Column, Filter
from bitaqa.ui.widgets import FileDrop, PinInput, SegmentedChoice

KINDS = [("first", _("First issue")), ("renewal", _("Renewal")), ("duplicate", _("Duplicate"))]
PAPERS = [("birth", _("Birth record")), ("residence", _("Certificate of residence")), ("old", _("Old card"))]
PLACES = [("a", "جماعة واد العينات"), ("b", "دوار العطارة")]


class SpecimenForm(forms.Form):
    """One field of every kind."""

    kind = forms.ChoiceField(label=_("Application kind"), choices=KINDS, widget=SegmentedChoice, initial="first")
    given_ar = ArabicNameField(label=_("Given name in Arabic"), initial="فاطمة الزهراء")
    given_latin = LatinNameField(
        label=_("Given name in Latin letters"),
        help_text=_("Copy it from the civil-status paper, letter by letter."),
        initial="Fatima-Zahra",
    )
    born = PartialDateField(
        label=_("Birth date"),
        help_text=_("Leave the day or the month empty when the paper does not give them."),
        initial=PartialDate(1956, 7),
    )
    papers = forms.MultipleChoiceField(
        label=_("Papers shown"), choices=PAPERS, widget=forms.CheckboxSelectMultiple, initial=["birth"]
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("f", _("Female")), ("m", _("Male")), ("x", _("Unspecified"))],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label=_("Locality"), choices=PLACES)
    address = forms.CharField(label=_("Address"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    paper = forms.FileField(label=_("Scan of the paper"), widget=FileDrop, required=False)
    notice = forms.BooleanField(label=_("The data-protection notice was read aloud to the applicant."))


class PinSpecimenForm(forms.Form):
    pin = forms.CharField(label=_("New PIN (6 to 8 digits)"), widget=PinInput)
    again = forms.CharField(label=_("The same PIN again"), widget=PinInput)


class ScanSpecimenForm(forms.Form):
    code = ScanField(label=_("Card or receipt"), help_text=_("Scan the barcode, or type the number and press Enter."))


def wrong_form() -> SpecimenForm:
    """The same form as someone in a hurry fills it."""
    form = SpecimenForm(
        {"given_ar": "Fatima", "given_latin": "", "born_day": "31", "born_month": "2", "born_year": "1990", "sex": "q"},
        prefix=None,
        auto_id="wrong_%s",
    )
    form.is_valid()
    return form


PERSON = PersonFace(
    name_ar="فاطمة الزهراء عينة",
    name_latin="Fatima-Zahra SPECIMEN",
    national_number="ZZ000117",
    born=PartialDate(1956, 7),
    birth_place="دوار العطارة",
    sex=_("Female"),
    status="application.screening",
)
OTHER = PersonFace(
    name_ar="المصطفى عينة",
    name_latin="El Mostafa SPECIMEN",
    national_number="ZZ000482",
    born=PartialDate(1988, 3, 9),
    status="card.active",
)
DOCUMENT = DocumentFace(
    type_label=_("National identity card"),
    number="SPE00042",
    holder_ar="المصطفى عينة",
    holder_latin="El Mostafa SPECIMEN",
    issued=date(2026, 10, 5),
    expires=date(2036, 10, 5),
    status="card.at_delivery_point",
    keeper=_("Mobile unit 3"),
)
FACTS = (
    Fact(_("National number"), "ZZ000117", "latin"),
    Fact(_("Birth date"), PartialDate(1956), "partial_date"),
    Fact(_("Received on"), datetime(2026, 11, 20, 9, 41, tzinfo=UTC), "instant"),
    Fact(_("Hijri date"), date(2026, 11, 20), "hijri"),
    Fact(_("Family name"), ""),
)
STEPS = (
    Step(_("Kind"), "done", "#steps"),
    Step(_("Person"), "done", "#steps"),
    Step(_("Papers"), "error", "#steps"),
    Step(_("Photo"), "todo", "#steps"),
    Step(_("Fingerprints")),
    Step(_("Signature")),
    Step(_("Review")),
)
STEPS_UNDER_WAY = (
    Step(_("Kind"), "done", "#steps"),
    Step(_("Person"), "current", "#steps"),
    Step(_("Papers")),
    Step(_("Review")),
)
TABS = (
    Tab(_("Person"), "#tabs", True, icon="person"),
    Tab(_("Documents"), "#tabs", count=2, icon="person-vcard"),
    Tab(_("History"), "#tabs", count=14, icon="clock-history"),
)
CRUMBS = (
    Crumb(_("Home"), "#"),
    Crumb(_("Applications"), "#"),
    Crumb("فاطمة الزهراء عينة"),
)
TIMELINE = (
    TimelineEntry(
        datetime(2026, 11, 18, 10, 4, tzinfo=UTC),
        _("Application sealed"),
        _("Field operator"),
        "دوار العطارة",
        icon="envelope-check",
    ),
    TimelineEntry(
        datetime(2026, 11, 18, 17, 30, tzinfo=UTC), _("Packet stored at the centre"), tone="ok", icon="cloud-check"
    ),
    TimelineEntry(
        datetime(2026, 11, 19, 8, 12, tzinfo=UTC),
        _("Adjudication asked for"),
        detail=_("One person of the register carries the same name and may be born the same month."),
        tone="wait",
        icon="people",
    ),
)
FIGURES = (
    Figure(_("First issues"), 532, icon="person-plus", note=_("Twelve more than yesterday"), tone="ok"),
    Figure(_("Renewals"), 1465, icon="arrow-repeat", href="#figures"),
    Figure(_("Duplicates"), 98, icon="files"),
    Figure(_("Locality without a count"), None, icon="geo-alt"),
)
COMPARISON = (
    Difference(_("Name in Arabic"), "المصطفى عينة", "مصطفى عينة", "arabic"),
    Difference(_("Name in Latin letters"), "El Mostafa SPECIMEN", "Mostafa SPECIMEN", "latin"),
    Difference(_("Birth date"), PartialDate(1988, 3, 9), PartialDate(1988, 3, 9), "partial_date"),
    Difference(_("National number"), "", "ZZ000482", "latin"),
    Difference(_("Place of birth"), "البروج", "البروج"),
)
HOME = Home(
    figures=FIGURES[:3],
    waiting=(
        WorkItem(_("Files to adjudicate"), "#home", 7, _("The oldest has waited two days"), "people", "wait"),
        WorkItem(_("Incomplete files to finish"), "#home", 3, "", "file-earmark-minus", "wait", date(2026, 11, 27)),
    ),
    wrong=(WorkItem(_("Packets in quarantine"), "#home", 1, _("Unknown format"), "shield-exclamation", "stop"),),
    upcoming=(
        WorkItem(_("Hand-over visit"), "#home", None, "جماعة واد العينات", "calendar-event", due=date(2026, 12, 3)),
    ),
)

_GIVEN = (("زينب", "Zineb"), ("عبد الرحيم", "Abderrahim"), ("خديجة", "Khadija"), ("إدريس", "Driss"), ("أمينة", "Amina"))
_STATES = ("application.screening", "application.adjudication", "application.approved", "application.refused",
           "application.fulfilled")  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Thirty-one applications of invented people."""
    made = []
    for n in range(31):
        arabic, latin = _GIVEN[n % 5]
        made.append(
            {
                "receipt": f"SPE-{4100 + n}",
                "name": f"{arabic} عينة",
                "latin": f"{latin} SPECIMEN",
                "born": PartialDate(1950 + n, None if n % 4 == 0 else n % 12 + 1),
                "received": date(2026, 11, 1 + n % 20),
                "pages": 3 + n % 7,
                "state": _STATES[n % 5],
            }
        )
    return made


COLUMNS = (
    Column("receipt", _("Receipt"), "latin", sort="receipt", href=lambda row: "#table"),
    Column("name", _("Name"), "arabic", sort="name"),
    Column("latin", _("Name in Latin letters"), "latin", sort="latin"),
    Column("born", _("Born"), "partial_date"),
    Column("received", _("Received on"), "day", sort="received"),
    Column("pages", _("Papers"), "num", sort="pages"),
    Column("state", _("State"), "status"),
)
FILTERS = (
    Filter("state", _("State"), [(state, _word) for state, _word in (
        ("application.screening", _("Uniqueness check")), ("application.adjudication", _("Adjudication")),
        ("application.approved", _("Approved")), ("application.refused", _("Refused")),
    )]),
)  # fmt: skip
TONES = (
    ("ok", _("Went well")), ("go", _("Under way")), ("wait", _("Someone must act")), ("stop", _("Will not go on")),
    ("calm", _("At rest")),
)  # fmt: skip


def places_on_a_map() -> dict[str, Any]:
    """GeoJSON of a depot, two places and the tour between them, out at sea."""
    spots = {"depot": (-10.0, 33.0), "place": (-9.8, 33.2), "other": (-9.6, 32.9)}
    names = {"depot": _("Depot"), "place": _("Locality A"), "other": _("Locality B")}
    points = [
        _drawn("Point", spots[spot], kind="depot" if spot == "depot" else "place", name=str(name), size=9)
        for spot, name in names.items()
    ]
    round_trip = [*spots.values(), spots["depot"]]
    return {
        "type": "FeatureCollection",
        "features": [*points, _drawn("LineString", round_trip, kind="tour", vehicle=0, number="1")],
    }


def _drawn(shape: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": shape, "coordinates": coordinates}}
