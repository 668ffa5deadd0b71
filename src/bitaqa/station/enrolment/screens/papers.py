"""The papers of a request: each with its number and picture, or on the written list with a later visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.devices.door import simulated_paper
from bitaqa.station.enrolment import captures, drafts, words
from bitaqa.station.enrolment.forms import MissingForm, PaperForm, mark_needed, visit_choices
from bitaqa.station.enrolment.queries import DraftView, paper_of
from bitaqa.station.fieldpack.door import places, visits
from bitaqa.ui.errors import ErrorInWords, in_words

from .capturing import person_before_devices, picture_answer
from .frame import closed, next_url, open_view, render_step, state_of, step_url


@requires(Permission.ENROL)
def papers_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """One panel per paper the rules ask for. Each is saved by its own press; what is missing is written down."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    codes = [code.value for code in view.rules.papers] if view.rules else []
    if request.method == "POST" and "list" in request.POST:
        return _write_list(request, view, codes)
    return _shown(request, view, codes)


@requires(Permission.ENROL)
def paper_page(request: HttpRequest, draft: UUID, code: str) -> HttpResponse:
    """Keeps one paper. A picture comes as a file, or from the simulated scanner."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    codes = [each.value for each in view.rules.papers] if view.rules else []
    if request.method != "POST":
        return HttpResponseRedirect(step_url("papers", draft))
    form = PaperForm(request.POST, request.FILES, prefix=code)
    error: ErrorInWords | None = None
    if form.is_valid():
        try:
            picture = _picture(request, view, form, code)
            data = form.cleaned_data
            captures.keep_paper(
                draft=draft, code=code, picture=picture, number=data["number"], issued_by=data["issued_by"],
                issued_on=data["issued_on"], by=signed_in(request), at=now(),
            )  # fmt: skip
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            return HttpResponseRedirect(step_url("papers", draft))
    return _shown(request, view, codes, at=code, form=form, error=error, status=422)


def _picture(request: HttpRequest, view: DraftView, form: PaperForm, code: str) -> bytes:
    file = form.cleaned_data["file"]
    if file is not None:
        return bytes(file.read())
    if "simulated" in request.POST and settings.BITAQA_SIMULATED_DEVICES:
        return simulated_paper(person_before_devices(view), code)
    kept = paper_of(view.draft, code)
    if kept is None:
        from bitaqa.station.enrolment.errors import PaperPictureMissingError

        raise PaperPictureMissingError(paper=code)
    return kept


def _write_list(request: HttpRequest, view: DraftView, codes: list[str]) -> HttpResponse:
    form = _missing_form(view, codes, request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["complete_at"]
        drafts.save_missing(
            draft=view.draft,
            missing=[{"code": code} for code in form.cleaned_data["missing"]],
            complete_at=UUID(chosen) if chosen else None,
            by=signed_in(request),
            at=now(),
        )
        again = open_view(view.draft)
        if again is None or state_of(again, "papers").state != "missing":
            return HttpResponseRedirect(next_url("papers", view.draft))
        view = again
    return _shown(request, view, codes, missing=form, status=422)


def _missing_form(view: DraftView, codes: list[str], given: Any = None) -> MissingForm:
    later = visits(after=view.kept["day"], kind="enrolment")
    absent = [code for code in codes if code not in view.kept["papers"]]
    listed = [entry["code"] for entry in view.kept["missing"]]
    return MissingForm(
        given,
        papers=absent,
        visits=visit_choices(later, places()),
        initial={
            "missing": listed or absent,
            "complete_at": str(view.kept["complete_at"] or (later[0].visit if later else "")),
        },
    )


def _shown(
    request: HttpRequest,
    view: DraftView,
    codes: list[str],
    *,
    at: str = "",
    form: PaperForm | None = None,
    missing: MissingForm | None = None,
    error: ErrorInWords | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [
        {
            "code": code,
            "word": words.PAPERS[code],
            "kept": view.kept["papers"].get(code),
            "form": form if code == at and form is not None else PaperForm(prefix=code, initial=_initial(view, code)),
            "error": error if code == at else None,
            "listed": any(entry["code"] == code for entry in view.kept["missing"]),
        }
        for code in codes
    ]
    for row in rows:
        if not row["kept"]:
            mark_needed(row["form"], "file")
    absent = [row for row in rows if not row["kept"]]
    context = {
        "rows": rows,
        "absent": absent,
        "missing": missing or _missing_form(view, codes),
        "later": bool(visits(after=view.kept["day"], kind="enrolment")),
        "none_needed": _("The rules ask for no paper on this request."),
    }
    return render_step(request, view, "papers", context, status=status)


def _initial(view: DraftView, code: str) -> dict[str, Any]:
    kept = view.kept["papers"].get(code) or {}
    if not kept and code == "old_card":
        return {"number": view.kept["claimed"].get("document_number", "")}
    return {name: kept.get(name, "") for name in ("number", "issued_by", "issued_on")}


@requires(Permission.ENROL)
def paper_picture(request: HttpRequest, draft: UUID, code: str) -> HttpResponse:
    return picture_answer(paper_of(draft, code), "image/jpeg")
