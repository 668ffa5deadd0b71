"""Codes of this room in words a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VISIT_KINDS = {"enrolment": _("Enrolment"), "delivery": _("Hand-over")}
CREW_ROLES = {"field_operator": _("Field operator"), "station_head": _("Head of station")}
EPOCH_ENDS = {
    "planned": _("Planned renewal of keys"),
    "disk_failed": _("The disk failed"),
    "stolen": _("The station was stolen"),
}
REVOKE_WORDS = {
    "stolen": _("The station was stolen"),
    "lost": _("The station is lost"),
    "withdrawn": _("The unit no longer works"),
    "misused": _("Misuse suspected"),
}
CANCEL_WORDS = {
    "weather": _("Weather or road"),
    "no_crew": _("No crew"),
    "moved": _("Moved to another day"),
    "place_closed": _("The place cannot receive us"),
}
COMPANIONS = {
    "civil_status": _("Civil-status officer"),
    "residence": _("Authority of residence certificates"),
    "stamp_duty": _("Means of stamp duty"),
}
ON_BOARD = {
    "fuel_litres": _("Fuel (litres)"),
    "generator_hours": _("Generator (hours)"),
    "battery_percent": _("Batteries (per cent)"),
    "paper_sheets": _("Paper (sheets)"),
    "sim_cards": _("SIM cards tried"),
}
OFFICES = {
    "caid": _("Caïd"),
    "pacha": _("Pacha"),
    "mokaddem": _("Mokaddem"),
    "school_head": _("Head of the school"),
    "authority": _("Local authority"),
}
CONFIDENCE = {
    "counted": _("Counted by name"),
    "estimated": _("Estimated by those who know the place"),
    "inferred": _("Inferred from other figures"),
}
REQUEST_KINDS = {"renewal": _("Renewal"), "first": _("First issue"), "duplicate": _("Duplicate")}
FROM_REGISTER, FROM_VISITS = "@register", "@visits"
SOURCES = {
    FROM_REGISTER: _("The register: cards that expire"),
    FROM_VISITS: _("Earlier visits"),
}
"""Sources of figures that the program works out itself; any other source is in the words of who counted."""
DAY_KINDS = {
    "holiday": _("Holiday: nobody works"),
    "market": _("Market day elsewhere: fewer people come"),
    "closed": _("The place is closed, or its road is cut"),
}
DAY_SHARES = {"holiday": 0.0, "market": 0.5, "closed": 0.0}
"""Part of the crews' minutes in which people come on such a day."""
STUDIES = {
    "tour": _("A day's round over several places"),
    "roster": _("Who is in which crew"),
    "fleet": _("What fewer vehicles would reach"),
}
LEFT_OUT = {
    "no_time": _("There is no time left for it that day."),
    "too_far": _("It is too far to be there and back in a day's work."),
}
AIMS = {
    "most_people": _("Most people served in time"),
    "fewest_km": _("Fewest kilometres"),
    "equity": _("No place forgotten"),
}
PEOPLE_SHORT = (_("Pupils"), _("Elderly people"), _("Others"))
PEOPLE = {
    "pupil": _("Pupils before an exam"),
    "elderly": _("Elderly people and people with special needs"),
    "other": _("Other residents"),
}
"""Classes of people a plan tells apart, the most urgent first."""
