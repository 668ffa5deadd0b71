"""Files that wait for papers or captures, completed when these come; and people sent to another office first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import Recapture
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import now, record_look, requires, signed_in
from bitaqa.station.devices.door import simulated_paper, stand_in
from bitaqa.station.enrolment import words
from bitaqa.station.enrolment.again import captured_again
from bitaqa.station.enrolment.completion import PaperBrought, complete_file
from bitaqa.station.enrolment.errors import PaperPictureMissingError
from bitaqa.station.enrolment.forms import PaperForm, ReferralForm, mark_needed
from bitaqa.station.enrolment.queries import referral_slip
from bitaqa.station.enrolment.referral import refer_person
from bitaqa.station.enrolment.waiting import WaitingFile, completions_of, waiting_file, waiting_files
from bitaqa.station.enrolment.words import both
from bitaqa.station.fieldpack.door import find_visit, visits
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.printing import render_pdf
from bitaqa.ui.tables import Column, Table, build_table

from .again import portrait_url
from .sheets import letterhead, pairs, pdf_answer

OFFICE = _lazy("Civil-status office of the commune")
STEPS: dict[str, tuple[Any, ...]] = {
    "no_civil_status": (
        _lazy("Ask for the declaration of birth, or for the judgment that stands for it"),
        _lazy("Come with two witnesses if the office asks for them"),
    ),
    "civil_status_doubtful": (_lazy("Ask for the entry to be corrected, and bring the corrected birth record"),),
    "no_representative": (_lazy("Come back with the father, the mother, the guardian or the kafala holder"),),
}
ANY_OFFICE = (_lazy("Show this slip at the office that is named; come back with the paper it gives"),)


@requires(Permission.ENROL)
def incomplete_page(request: HttpRequest) -> HttpResponse:
    """Files that wait to be completed, by receipt or name; today's first."""
    table = _table(request)
    shown = [row["application"] for row in table.rows if row["name_ar"] or row["name_latin"]]
    record_look(of="application", subjects=shown, purpose="incomplete_files", by=signed_in(request).code, at=now())
    return render(request, "enrolment/incomplete.html", {"table": table})


def _table(request: HttpRequest) -> Table:
    done = completions_of()
    today = local_day(now())
    rows = [
        {
            "application": file.application,
            "receipt": file.receipt_number,
            "name_ar": file.name_ar,
            "name_latin": file.name_latin,
            "born": file.birth,
            "missing": ("، " if get_language() == "ar" else ", ").join(
                [str(words.PAPERS[code]) for code in file.missing] + [str(words.AGAIN[what]) for what in file.recapture]
            ),
            "day": _day(file),
            "state": "done" if file.application in done else "waiting",
            "href": reverse("enrolment:complete", args=[file.application]),
        }
        for file in waiting_files()
    ]
    rows.sort(key=lambda row: (row["state"] == "done", row["day"] != today))
    return build_table(
        request,
        id="incomplete",
        caption=_("Incomplete files"),
        rows=rows,
        columns=[
            Column("receipt", _("Receipt"), "latin", href=lambda row: row["href"]),
            Column("name_ar", _("Name"), "arabic", sort="name_ar"),
            Column("name_latin", _("Latin name"), "latin", sort="name_latin"),
            Column("born", _("Born"), "partial_date"),
            Column("missing", _("What it waits for")),
            Column("day", _("Visit"), "day", sort="day"),
            Column("state", _("State"), "status", value=lambda row: f"incomplete.{row['state']}"),
        ],
        search=["receipt", "name_ar", "name_latin"],
        empty_title=_("No file waits here"),
        empty_text=_(
            "Files appear when a field pack names them, and as soon as one is sealed here without all its papers."
        ),
    )


def _day(file: WaitingFile) -> Any:
    visit = find_visit(file.visit)
    return visit.day if visit is not None else None


@requires(Permission.SEAL)
def complete_page(request: HttpRequest, application: UUID) -> HttpResponse:
    """All that was missing, papers and captures, together; sealed at once."""
    file = waiting_file(application)
    done = completions_of().get(application)
    forms = [
        (code.value, PaperForm(request.POST or None, request.FILES or None, prefix=code.value)) for code in file.missing
    ]
    error: ErrorInWords | None = None
    if request.method == "POST" and done is None and all(form.is_valid() for _code, form in forms):
        try:
            brought = [_brought(request, application, code, form) for code, form in forms]
            complete_file(application=application, papers=brought, by=signed_in(request), at=now(), visit=_here())
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            return HttpResponseRedirect(reverse("enrolment:complete", args=[application]))
    elif request.method == "POST" and done is not None:
        return HttpResponseRedirect(reverse("enrolment:complete", args=[application]))
    for _code, form in forms:
        mark_needed(form, "file")
    context = {
        "file": file, "done": done, "error": error, "day": _day(file),
        "rows": [(code, words.PAPERS[code], form) for code, form in forms],
        "simulated": settings.BITAQA_SIMULATED_DEVICES, "again": [] if done else _again(file),
    }  # fmt: skip
    record_look(of="application", subjects=[application], purpose="complete_file", by=signed_in(request).code, at=now())
    return render(request, "enrolment/complete.html", context, status=422 if request.method == "POST" else 200)


def _again(file: WaitingFile) -> list[dict[str, Any]]:
    """What is to be captured again: its name, whether it is done, where it is taken, the portrait's picture."""
    so_far = captured_again(file.application, on=local_day(now()))
    pages = {Recapture.PORTRAIT: "enrolment:again-portrait", Recapture.FINGERS: "enrolment:again-fingers"}
    return [
        {
            "title": words.AGAIN[what], "there": not so_far.lacks(what),
            "href": reverse(pages[what], args=[file.application]),
            "picture": portrait_url(file.application, so_far.portrait) if what is Recapture.PORTRAIT else "",
        }
        for what in file.recapture
    ]  # fmt: skip


def _here() -> UUID | None:
    opened = find_open_day()
    return opened.visit if opened is not None else None


def _brought(request: HttpRequest, application: UUID, code: str, form: PaperForm) -> PaperBrought:
    data = form.cleaned_data
    if data["file"] is not None:
        picture = bytes(data["file"].read())
    elif "simulated" in request.POST:
        picture = simulated_paper(stand_in(str(application), identity=None, on=local_day(now())), code)
    else:
        raise PaperPictureMissingError(paper=code)
    return PaperBrought(code, picture, data["number"], data["issued_by"], data["issued_on"])


@requires(Permission.ENROL)
def referral_page(request: HttpRequest) -> HttpResponse:
    """A slip with a reason. What the person declares goes on paper and is kept nowhere."""
    offered = list(visits(day=local_day(now()), kind="enrolment"))
    opened = find_open_day()
    visit = opened.visit if opened is not None else (offered[0].visit if offered else None)
    form = ReferralForm(request.POST or None, initial={"because": "no_civil_status"})
    token = request.POST.get("token") or str(new_id())
    if request.method == "POST" and form.is_valid() and visit is not None:
        slip = refer_person(
            visit=visit, because=form.cleaned_data["because"], by=signed_in(request), at=now(), referral=_uuid(token)
        )
        return render(request, "enrolment/referred.html", {"slip": slip, "data": form.cleaned_data})
    context = {"form": form, "token": token, "visit": visit}
    return render(request, "enrolment/referral.html", context, status=422 if request.method == "POST" else 200)


@requires(Permission.ENROL)
def referral_pdf(request: HttpRequest, referral: UUID) -> HttpResponse:
    """The slip on A5; declared names come with the press and go with it."""
    slip = referral_slip(referral)
    if slip is None:
        return HttpResponseRedirect(reverse("enrolment:referral"))
    place = words.place_names(slip.place)
    said = {name: request.POST.get(name, "")[:120] for name in ("name_ar", "name_latin", "birth", "birth_place")}
    data = {
        **letterhead(slip.place, slip.at),
        "slip_number": f"{slip.at:%d%m}-{slip.number:03d}",
        "name_ar": said["name_ar"] or "—",
        "name_latin": said["name_latin"] or "—",
        **({"birth": said["birth"]} if said["birth"] else {}),
        **({"birth_place_ar": said["birth_place"], "birth_place_fr": ""} if said["birth_place"] else {}),
        **pairs("office", {key: f"{word} – {place[key]}" for key, word in both(OFFICE).items()}),
        "steps": [both(step) for step in STEPS.get(slip.because, ANY_OFFICE)],
    }
    return pdf_answer(render_pdf("referral_slip", data), f"referral-{slip.number}")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
