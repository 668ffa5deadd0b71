"""Register imports on screen: choose a file, look at what it would do, load it, correct what was set aside."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import wake
from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words as error_words
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, Table, build_table
from bitaqa.ui.widgets import FileDrop, SegmentedChoice

from .import_models import ImportProblem, RegisterImport
from .imports.errors import FileUnreadableError, ImportUnknownError
from .imports.files import read_rows
from .imports.loading import Preview, preview_file
from .imports.problems import in_words, problems_csv

LARGEST = 200 * 1024 * 1024
STATES = {"previewed": _("Looked at"), "loading": _("Being loaded"), "done": _("Loaded")}


class RegisterFile(forms.Form):
    file = forms.FileField(label=_("Register file"), help_text=_("CSV in UTF-8, or Parquet."), widget=FileDrop())
    dates = forms.ChoiceField(
        label=_("How its dates are written"),
        choices=[("iso", _("Year first: 1972-05-04")), ("dmy", _("Day first: 04/05/1972"))],
        initial="iso",
        widget=SegmentedChoice(),
    )

    def clean_file(self) -> UploadedFile[Any]:
        given: UploadedFile[Any] = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 200 MB: load it with the command at the centre."))
        return given


@requires(Permission.IMPORT_REGISTER)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    form = RegisterFile(request.POST or None, request.FILES or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            found, preview = _look(form.cleaned_data["file"], form.cleaned_data["dates"], actor_of(person_of(request)))
            request.session[f"import-{found.id}"] = [preview.new, preview.known, preview.aside]
            return HttpResponseRedirect(reverse("persons:import", args=[found.id]))
        except BitaqaError as error:
            refused = error_words(error)
    table = build_table(
        request,
        id="imports",
        caption=_("Files"),
        rows=RegisterImport.objects.all(),
        columns=[
            Column("name", _("File"), "latin", href=lambda row: reverse("persons:import", args=[row.id])),
            Column("rows", _("Rows"), "num"),
            Column("loaded", _("People loaded"), "num"),
            Column("known", _("Known already"), "num"),
            Column("aside", _("To correct"), "num"),
            Column("state", _("State"), value=lambda row: STATES[row.state]),
            Column("at", _("Since"), "instant", sort="at"),
        ],
        search=["name__icontains"],
        default_sort="-at",
        empty_title=_("No file was loaded yet"),
    )
    return render(request, "persons/imports.html", {"form": form, "table": table, "refused": refused})


def _look(given: UploadedFile[Any], dates: Any, by: str) -> tuple[RegisterImport, Preview]:
    """Previews the file and keeps it, sealed, until it is loaded."""
    with tempfile.TemporaryDirectory(prefix="bitaqa-import-") as folder:
        path = Path(folder) / "register"
        with path.open("wb") as out:
            for chunk in given.chunks():
                out.write(chunk)
        read_rows(path)
        found, preview = preview_file(path, name=given.name or "register", dates=dates, by=by, at=now())
        if found.file is None and found.state != "done":
            with transaction.atomic():
                found.file = blob_store().put_many([(found.id, {"register": path.read_bytes()})])[0].id
                found.save(update_fields=["file"])
        return found, preview


@requires(Permission.IMPORT_REGISTER)
@require_GET
def one(request: HttpRequest, register_import: UUID) -> HttpResponse:
    found = _get(register_import)
    counted = request.session.get(f"import-{found.id}")
    if found.state == "previewed" and counted:
        figures = [
            Figure(_("Rows"), found.rows, icon="table"),
            Figure(_("To load"), counted[0], icon="person-plus", tone="ok"),
            Figure(_("Known already"), counted[1], icon="person-check"),
            Figure(_("To correct"), counted[2], icon="pencil", tone="wait" if counted[2] else ""),
        ]
    else:
        figures = [
            Figure(_("Rows"), found.rows, icon="table"),
            Figure(_("People loaded"), found.loaded, icon="person-plus", tone="ok"),
            Figure(_("Known already"), found.known, icon="person-check"),
            Figure(_("To correct"), found.aside, icon="pencil", tone="wait" if found.aside else ""),
        ]
    context = {
        "found": found,
        "figures": figures,
        "state": STATES[found.state],
        "table": _problems(request, found),
        "crumbs": [Crumb(_("Register imports"), reverse("persons:imports")), Crumb(found.name)],
        **_progress(found),
    }
    return render(request, "persons/import.html", context)


def _progress(found: RegisterImport) -> dict[str, Any]:
    done = found.loaded + found.known + found.aside
    poll = reverse("persons:import-progress", args=[found.id]) if found.state == "loading" else ""
    return {"done": done, "total": found.rows, "poll": poll}


@requires(Permission.IMPORT_REGISTER)
@require_GET
def progress(request: HttpRequest, register_import: UUID) -> HttpResponse:
    """The bar alone, asked again every two seconds while the worker loads."""
    return render(request, "persons/import_progress.html", _progress(_get(register_import)))


@requires(Permission.IMPORT_REGISTER)
@require_POST
def load(request: HttpRequest, register_import: UUID) -> HttpResponse:
    """Confirms a previewed file: the worker loads it. Pressing twice changes nothing."""
    with transaction.atomic():
        found = RegisterImport.objects.select_for_update().filter(pk=register_import).first()
        if found is None:
            raise ImportUnknownError()
        if found.file is None and found.state != "done":
            raise FileUnreadableError(problem="its copy is gone")
        if found.state == "previewed":
            found.state, found.by = "loading", actor_of(person_of(request))
            found.save(update_fields=["state", "by"])
        wake("register-import")
    messages.success(request, _("The file is being loaded; it goes on if you leave this page."))
    return HttpResponseRedirect(reverse("persons:import", args=[found.id]))


@requires(Permission.IMPORT_REGISTER)
@require_GET
def problems(request: HttpRequest, register_import: UUID) -> StreamingHttpResponse:
    """The rows set aside as CSV, to be corrected and loaded again."""
    found = _get(register_import)
    answer = StreamingHttpResponse(
        (line.encode() for line in problems_csv(found)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="to-correct-{found.sha256[:12]}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _problems(request: HttpRequest, found: RegisterImport) -> Table:
    return build_table(
        request,
        id="problems",
        caption=_("Rows to correct"),
        rows=ImportProblem.objects.filter(register_import=found),
        columns=[
            Column("row", _("Row"), "num", sort="row"),
            Column("reasons", _("Reason"), value=lambda each: in_words(each.reasons)),
        ],
        default_sort="row",
        empty_title=_("No row was set aside"),
    )


def _get(register_import: UUID) -> RegisterImport:
    found = RegisterImport.objects.filter(pk=register_import).first()
    if found is None:
        raise ImportUnknownError()
    return found
