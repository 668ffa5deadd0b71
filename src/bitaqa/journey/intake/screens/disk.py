"""Packets brought on a removable disk, and the signed answers to carry back to their stations."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.journey.planning.door import stations_within
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb

from ..disk import answers_file, take_files
from ..forms import DiskForm


@requires(Permission.RESOLVE_QUARANTINE)
@require_http_methods(["GET", "POST"])
def disk(request: HttpRequest) -> HttpResponse:
    """Stores what the disk brought; the workers open it within seconds, then the answers file says the outcome too."""
    user = person_of(request)
    form = DiskForm(request.POST, request.FILES) if request.method == "POST" else DiskForm()
    taken = []
    if form.is_valid():
        files = ((str(each.name), each.read()) for each in form.cleaned_data["packets"])
        taken = take_files(files, brought_by=actor_of(user))
        form = DiskForm()
    own = stations_within(user, Permission.RESOLVE_QUARANTINE, stations.all_stations())
    brought = {each.station for each in taken}
    context = {
        "form": form,
        "crumbs": [Crumb(_("Packets"), reverse("intake:packets")), Crumb(_("Packets on a disk"))],
        "taken": [{"file": each, "refused": in_words(each.refused) if each.refused else None} for each in taken],
        "stored": sum(each.refused is None for each in taken),
        "stations": sorted(own, key=lambda s: (s.id not in brought, s.code)),
    }
    return render(request, "intake/disk.html", context, status=422 if form.is_bound and form.errors else 200)


@requires(Permission.RESOLVE_QUARANTINE)
@require_GET
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """The newest signed answers of one station, as the station reads them from a disk."""
    own = stations_within(person_of(request), Permission.RESOLVE_QUARANTINE, stations.all_stations())
    station = {each.code: each.id for each in own}.get(code)
    if station is None:
        raise stations.StationUnknownError(station=code)
    name, data = answers_file(UUID(str(station)))
    response = HttpResponse(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
