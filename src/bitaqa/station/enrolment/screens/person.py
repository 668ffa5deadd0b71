"""Who the person is: names in both scripts checked while they are typed, birth, parents, address, representative."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.names.checks import name_problems
from bitaqa.foundation.names.suggesting import arabic_suggestions, latin_suggestions
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.enrolment import drafts
from bitaqa.station.enrolment.forms import mark_needed
from bitaqa.station.enrolment.queries import DraftView
from bitaqa.station.enrolment.representative_form import representative_map
from bitaqa.station.enrolment.who import birth_of
from bitaqa.station.enrolment.who_form import WhoForm, identity_map, who_initial
from bitaqa.station.fieldpack.door import places
from bitaqa.ui.errors import ErrorInWords, in_words

from .frame import closed, lay_remarks, next_url, open_view, quiet, render_step, saved, state_of
from .register import may_ask_register

_PARTS = {
    f"{root}names.{script}.{part}": f"{prefix}{part}_{short}"
    for root, prefix in (("identity.", ""), ("", ""), ("representative.", "r_"))
    for script, short in (("arabic", "ar"), ("latin", "latin"))
    for part in ("given", "family")
}
FIELDS = {
    **_PARTS,
    "birth": "birth",
    "identity.birth": "birth",
    "sex": "sex",
    "birth_place_ar": "birth_place_ar",
    "birth_place_latin": "birth_place_latin",
    "identity.birth_place_ar": "birth_place_ar",
    "nationality": "nationality",
    "civil_status_number": "civil_status_number",
    "address.place": "place",
    "identity.address": "place",
    "address.since": "since",
    **{f"parents.{name}": name for name in ("father_ar", "father_latin", "mother_ar", "mother_latin")},
    "representative.capacity": "r_capacity",
    "representative.paper": "r_paper",
    "representative.paper_number": "r_paper_number",
    "representative.national_number": "r_national_number",
    "representative.signed": "r_signed",
}
"""Where on the form each remark belongs."""


HOME = "MAR"
"""The nationality whose civil-status papers are in Arabic."""

NEEDED = (
    "given_ar", "given_latin", "latin_from", "birth", "sex", "birth_place_ar", "birth_place_latin", "nationality",
    "place",
    "r_capacity", "r_given_ar", "r_given_latin", "r_paper",
)  # fmt: skip
"""Fields the step asks for."""


@requires(Permission.ENROL)
def who_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Every word is kept as it is typed; going on shows at once everything that is not sound."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    form = WhoForm(request.POST or None, places=places(), initial=_initial(view))
    error: ErrorInWords | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            drafts.save_who(
                draft=draft, by=signed_in(request), at=now(), identity=identity_map(data),
                representative=representative_map(data) if form.representative_typed else {},
                collector=data["collector"], collector_number=data["collector_number"],
            )  # fmt: skip
        except BitaqaError as refused:
            error, status = in_words(refused), refused.status
        else:
            if quiet(request):
                return saved()
            view = open_view(draft) or view
            own = state_of(view, "who")
            if own.state != "missing" or "later" in request.POST:
                return HttpResponseRedirect(next_url("who", draft))
            lay_remarks(form, own, FIELDS)
            status = 422
    elif request.method == "POST":
        status = 422
    mark_needed(form, *NEEDED)
    minor = view.rules is not None and view.rules.minor
    first = next((name for name in form.fields if form.errors.get(name)), "") or _first_empty(view)
    context = {
        "form": form, "error": error, "minor": minor, "first": first, "places": places(),
        "age_words": _age_words(view),
        "ask_register": may_ask_register(view),
        "from_card": view.kept["identity"].get("names", {}).get("latin_from") == "old_card",
    }  # fmt: skip
    return render_step(request, view, "who", context, status=status)


def _initial(view: DraftView) -> dict[str, Any]:
    kept = view.kept
    found = who_initial(kept["identity"], kept["representative"], kept["collector"])
    found["collector_number"] = kept["collector_number"]
    found["place"] = found["place"] or view.kept["place"]
    found["since"] = found["since"] or kept["day"].isoformat()
    return found


def _first_empty(view: DraftView) -> str:
    """Where the focus goes: the first field that the old card or the register did not fill."""
    found = _initial(view)
    wanted = ("given_ar", "given_latin", "family_ar", "family_latin", "birth", "sex", "birth_place_ar")
    return next((name for name in wanted if not found[name]), "line_ar" if not found["line_ar"] else "given_ar")


def _age_words(view: DraftView) -> str:
    return age_words(view.rules.age, minor=view.rules.minor) if view.rules and view.rules.age is not None else ""


def age_words(age: int, *, minor: bool) -> str:
    if age < 0:
        return ""
    said = _("%(age)s years old.") % {"age": age}
    return f"{said} {_('A minor: a legal representative is needed.')}" if minor else said


def name_check(request: HttpRequest) -> HttpResponse:
    """What a name field would be told, while it is typed, and spellings in the script that the paper lacks: Latin
    where the civil-status paper gives none, Arabic for a foreigner, whose paper never does. Only for an empty field."""
    part = request.GET.get("part", "given")
    arabic, latin = (request.GET.get(f"{part}_{script}", "")[:400] for script in ("ar", "latin"))
    said = []
    for text, script in ((arabic, "arabic"), (latin, "latin")):
        said += [in_words(problem) for problem in name_problems(text, script)] if text.strip() else []  # type: ignore[arg-type]
    asked = request.GET.get("latin_from") in ("suggested", "declared")
    foreign = request.GET.get("nationality", "").strip().upper() not in ("", HOME)
    spellings = latin_suggestions(arabic) if asked and arabic.strip() and not latin.strip() else ()
    context = {
        "said": said,
        "spellings": spellings,
        "uncertain": any(not spelling.certain for spelling in spellings),
        "field": f"{part}_latin",
        "arabic": arabic_suggestions(latin) if foreign and latin.strip() and not arabic.strip() and not said else (),
        "arabic_field": f"{part}_ar",
        "fine": bool(arabic.strip() and latin.strip()),
    }
    return render(request, "enrolment/part_name_check.html", context)


def birth_check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The age as rules read it, while the birth date is typed; whether a representative is needed."""
    view = open_view(draft)
    typed = [request.GET.get(f"birth_{part}", "").strip() for part in ("year", "month", "day")]
    year, month, day = typed
    text = "-".join(part for part in (year, month.zfill(2) if month else "", day.zfill(2) if day else "") if part)
    birth = birth_of({"birth": text})
    age, minor = None, False
    if view is not None and view.rules is not None and birth is not None:
        age = view.rules.type.age(birth, view.rules.day)
        minor = view.rules.type.needs_representative(birth, view.rules.day)
    context = {"words": age_words(age, minor=minor) if age is not None else "", "minor": minor}
    return render(request, "enrolment/part_birth_check.html", context)
