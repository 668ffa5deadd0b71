"""The day on screen: open it, see how it stands and what does not agree, change crews, close it, print its report."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import change_operator, now, operator_name, requires, signed_in
from bitaqa.station.fieldpack.door import get_place, place_name
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Crumb, Fact, Figure

from . import queries
from .closing import close_day, stands
from .closing import in_words as in_own_words
from .crew_change import change_crew, changes_of
from .domain import Difference
from .forms import CloseForm, CrewForm, OpenForm, UseForm
from .hand_count import lines_counted
from .opening import open_day
from .printing import crew_pdf, more_rows, report_pdf, standing_report
from .using import Use, last_odometer, save_use
from .words import INCIDENTS, KINDS, LINES, SECTIONS, SETTLED


@requires(Permission.RUN_DAY)
def day_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


@requires(Permission.RUN_DAY)
@require_POST
def open_page(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, opening=form)
    try:
        until = form.cleaned_data["until"] or time(17)
        day = open_day(visit=UUID(form.cleaned_data["visit"]), by=signed_in(request), at=now(), until=until)
    except BitaqaError as refused:
        return _page(request, opening=form, error=in_words(refused))
    if day.pack_expired:
        messages.warning(request, _("The field pack has ended: no new enrolment; finish drafts, upload, return cards."))
    return HttpResponseRedirect(reverse("day:day"))


@requires(Permission.RUN_DAY)
@require_POST
def close_page(request: HttpRequest) -> HttpResponse:
    form = CloseForm(request.POST)
    if queries.find_open_day() is not None and not form.is_valid():
        return _page(request, closing=form)
    counts, remarks = (form.counts(), form.cleaned_data["remarks"]) if form.is_valid() else (None, "")
    try:
        day = close_day(by=signed_in(request), at=now(), remarks=remarks, counts=counts)
    except BitaqaError as refused:
        return _page(request, closing=form, error=in_words(refused))
    messages.success(request, _("The day is closed; its report is sealed."))
    return HttpResponseRedirect(reverse("day:held", args=[day.id]))


@requires(Permission.RUN_DAY)
@require_POST
def use_page(request: HttpRequest) -> HttpResponse:
    """Odometer, fuel, supplies, people turned away, one more incident."""
    day = queries.find_open_day()
    form = UseForm(request.POST, use=Use.model_validate(day.used if day else {}))
    if not form.is_valid():
        return _page(request, using=form)
    try:
        save_use(use=form.use(), by=signed_in(request))
    except BitaqaError as refused:
        return _page(request, using=form, error=in_words(refused))
    messages.success(request, _("Written; it is sealed with the day's report."))
    return HttpResponseRedirect(reverse("day:day"))


@requires(Permission.RUN_DAY)
def held_page(request: HttpRequest, day: UUID) -> HttpResponse:
    """A day that was held, as it was sealed."""
    found = queries.get_day(day)
    context = {
        "day": found,
        "place": get_place(found.place),
        "sections": _sections(found.report),
        "changes": changes_of(day),
        "crumbs": [Crumb(_("The day"), reverse("day:day")), Crumb(place_name(found.place))],
    }
    return render(request, "day/held.html", context)


@requires(Permission.RUN_DAY)
def report_page(request: HttpRequest, day: UUID) -> HttpResponse:
    """The report as PDF: sealed, or as the day stands now with what does not agree."""
    found = queries.get_day(day)
    if found.is_open:
        standing = stands(day)
        pdf = report_pdf(found, standing_report(standing), standing.differences, at=now())
    else:
        pdf = report_pdf(found, found.report, (), at=now())
    return _pdf(pdf, f"day-{found.day.isoformat()}.pdf")


@requires(Permission.ENROL)
def crew_page(request: HttpRequest) -> HttpResponse:
    """What changes hands is counted, and both sign; then the desk is the incoming operator's."""
    by = signed_in(request)
    if request.method == "POST" and request.POST.get("to") == by.code:  # pressed again: the desk changed hands already
        return HttpResponseRedirect(reverse("day:crew"))
    form = CrewForm(request.POST or None, by=by)
    error: ErrorInWords | None = None
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            change = change_crew(to=d["to"], pin=d["pin"], counts=form.counts(), remark=d["remark"], by=by, at=now())
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            change_operator(request, code=d["to"], pin=d["pin"])
            name = {"name": operator_name(change.to_operator)}
            messages.success(request, _("Both have signed. From now on %(name)s is signed in here.") % name)
            return HttpResponseRedirect(f"{reverse('day:crew')}?slip={change.change}")
    day = queries.find_open_day()
    changes = changes_of(day.id) if day else ()
    context = {"form": form, "error": error, "day": day, "changes": changes}
    return render(request, "day/crew.html", context, status=422 if error else 200)


@requires(Permission.ENROL)
def slip_page(request: HttpRequest, change: UUID) -> HttpResponse:
    """The slip of one crew change as PDF."""
    day = queries.day_of_change(change)
    found = next(one for one in changes_of(day.id) if one.change == change)
    return _pdf(crew_pdf(day, found, at=now()), "crew-change.pdf")


def _days() -> list[tuple[queries.DayFace, str]]:
    """Each day with the name of who opened it."""
    found = queries.days()
    names = {code: operator_name(code) for code in {day.opened_by for day in found}}
    return [(day, names[day.opened_by]) for day in found]


def _page(
    request: HttpRequest,
    *,
    opening: OpenForm | None = None,
    using: UseForm | None = None,
    closing: CloseForm | None = None,
    error: ErrorInWords | None = None,
) -> HttpResponse:
    day = queries.find_open_day()
    context: dict[str, Any] = {"day": day, "error": error, "days": _days()}
    if day is None:
        context["opening"] = opening or OpenForm()
    else:
        standing = stands()
        counts = standing.counts
        context |= {
            "place": get_place(day.place),
            "differences": [_to_settle(one) for one in standing.differences],
            "sections": _sections(standing_report(standing)),
            "closing": closing or CloseForm(),
            "using": using or UseForm(use=_use(day)),
            "incidents": [(_(INCIDENTS[one.kind]), one.words) for one in _use(day).incidents],
            "figures": [
                Figure(_("Requests"), counts.requests, icon="person-plus"),
                Figure(_("Cards handed over"), counts.handed_over, icon="person-check"),
                Figure(_("Cards left"), counts.cards_left, icon="credit-card-2-front"),
                Figure(_("Packets sealed"), counts.packets_sealed, icon="envelope-check"),
            ],
        }
    return render(request, "day/day.html", context, status=409 if error else 200)


def _to_settle(one: Difference) -> dict[str, str]:
    """A difference as a person settles it: what is so, what to do, and where."""
    next_step, (page, name) = SETTLED[one.code]
    href = reverse(page) if page else ""
    return {"sentence": in_own_words(one), "next": _(next_step), "href": href, "action": _(name) if name else ""}


def _use(day: queries.DayFace) -> Use:
    """What was written today; the reading of the day before stands for today's first."""
    use = Use.model_validate(day.used)
    return use if use.km_before is not None else use.model_copy(update={"km_before": last_odometer()})


def _sections(report: dict[str, Any]) -> list[tuple[str, list[Fact]]]:
    enrolled = report.get("enrolled", {})
    found = [(_(SECTIONS["requests"]), [Fact(_(word), enrolled.get(kind, 0), "num") for kind, word in KINDS.items()])]
    for section, lines in LINES.items():
        kept = {key: word for key, word in lines.items() if section != "use" or report.get(key) is not None}
        facts = [Fact(_(word), report.get(key) or 0, "num") for key, word in kept.items()]
        if section == "duty":
            facts.append(Fact(_(SECTIONS["money"]), Money(report.get("money_centimes") or 0), "money"))
        facts += [Fact(row[_in()], row["count"], "num") for row in more_rows(section, report)]
        if facts:
            found.append((_(SECTIONS[section]), facts))
    by_hand = [_by_hand(*line) for line in lines_counted(report)]
    if by_hand:
        found.append((_(SECTIONS["counted"]), by_hand))
    return found


def _by_hand(name: str, counted: int, held: int) -> Fact:
    if counted == held:
        return Fact(_(name), counted, "num")
    said = _("%(counted)s counted, %(held)s by the station")
    return Fact(_(name), said % {"counted": number_text(counted), "held": number_text(held)})


def _in() -> str:
    return "ar" if (get_language() or "ar").startswith("ar") else "fr"


def _pdf(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
