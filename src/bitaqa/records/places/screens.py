"""The registry of places: searched in either script, corrected by hand, loaded from files that are looked at first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import (
    EVERYWHERE,
    NotPermittedError,
    Permission,
    actor_of,
    person_of,
    requires,
    scopes_of,
)
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .door import PlaceValue, places_by_code, save_places
from .finding import found_places
from .forms import CONFIDENCE_WORDS, KIND_WORDS, PlaceForm, PlacesFileForm
from .importing import aside_csv, load_places, preview_places, rows_of_file
from .models import Place, PlacesFile

MOST_FOUND = 50


def _check_whole(request: HttpRequest) -> None:
    """The registry is everybody's: those who plan the whole country change it. Raises NotPermittedError."""
    if EVERYWHERE not in scopes_of(person_of(request), Permission.PLAN_CAMPAIGNS):
        raise NotPermittedError(permission=str(Permission.PLAN_CAMPAIGNS))


def _shown(place: Any) -> str:
    return str(place.name_ar if (get_language() or "ar").startswith("ar") else place.name_fr)


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def registry(request: HttpRequest) -> HttpResponse:
    """Any name in either script finds its place, the likeliest first; without a word, the whole list by code."""
    table = build_table(
        request,
        id="places",
        caption=_("Places"),
        rows=Place.objects.select_related("within").order_by("code"),
        search=lambda rows, text: found_places(text, most=MOST_FOUND),
        search_label=_("A name, in Arabic or French letters"),
        filters=[Filter("kind", _("Kind"), list(KIND_WORDS.items()))],
        columns=[
            Column("name", _("Place"), value=_shown, href=lambda p: reverse("places:place", args=[p.code])),
            Column("kind", _("Kind"), value=lambda p: KIND_WORDS.get(p.kind, p.kind)),
            Column("within", _("Lies within"), value=lambda p: _shown(p.within) if p.within else ""),
            Column("aliases", _("Other names"), value=lambda p: ", ".join(p.aliases[:3])),
            Column(
                "located", _("On the map"), value=lambda p: _("yes") if p.latitude is not None else _("no coordinates")
            ),
            Column("provenance", _("Source")),
        ],
        empty_title=_("No place yet"),
        empty_text=_("Load a first registry, a file, or enter a place."),
    )
    counted = Place.objects.count()
    context = {
        "table": table,
        "figures": [
            Figure(_("Places"), counted, icon="geo-alt"),
            Figure(_("With coordinates"), Place.objects.filter(latitude__isnull=False).count(), icon="map"),
        ],
        "may_change": EVERYWHERE in scopes_of(person_of(request), Permission.PLAN_CAMPAIGNS),
    }
    return render(request, "places/registry.html", context)


@requires(Permission.PLAN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, code: str = "") -> HttpResponse:
    """One place, or a new one when no code is given; saving answers with the same page."""
    if request.method == "POST":
        _check_whole(request)
    found = Place.objects.filter(pk=code).first() if code else None
    if code and found is None:
        raise Http404
    initial = {} if found is None else {
        "code": found.code, "kind": found.kind, "name_ar": found.name_ar, "name_fr": found.name_fr,
        "within": found.within_id or "", "aliases": "\n".join(found.aliases), "latitude": found.latitude,
        "longitude": found.longitude, "confidence": found.confidence, "source": found.provenance,
    }  # fmt: skip
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)
    if found is not None:
        form.fields["code"].disabled = True
    if form.is_valid():
        value = form.place()
        if found is None and value.code in places_by_code([value.code]):
            form.add_error("code", gettext("A place has this code already."))
        else:
            _save(value, form.cleaned_data["source"])
            messages.success(request, gettext("The place is saved."))
            return HttpResponseRedirect(reverse("places:place", args=[value.code]))
    name = _shown(found) if found is not None else _("New place")
    context = {"form": form, "name": name, "crumbs": [Crumb(_("Places"), reverse("places:registry")), Crumb(name)]}
    return render(request, "places/place.html", context, status=422 if form.is_bound else 200)


def _save(value: PlaceValue, source: str) -> None:
    with transaction.atomic():
        save_places([value], provenance=source)
        if value.latitude is None:  # cleared by hand, which a file without coordinates does not do
            Place.objects.filter(pk=value.code).update(latitude=None, longitude=None, confidence=value.confidence)


@requires(Permission.PLAN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def bring_file(request: HttpRequest) -> HttpResponse:
    """A file is kept, and looked at on its own page before anything is loaded."""
    _check_whole(request)
    form = PlacesFileForm(request.POST or None, request.FILES or None)
    error = None
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            rows_of_file(data)
        except BitaqaError as refusal:
            error = in_words(refusal)
        else:
            # The same file brought twice before it is loaded is one file.
            made, _new = PlacesFile.objects.get_or_create(
                source=form.cleaned_data["source"], data=data, loaded_at=None,
                defaults={
                    "name": form.cleaned_data["file"].name[:200], "by": actor_of(person_of(request)), "at": now(),
                },
            )  # fmt: skip
            return HttpResponseRedirect(reverse("places:file", args=[made.id]))
    context = {
        "form": form,
        "error": error,
        "crumbs": [Crumb(_("Places"), reverse("places:registry")), Crumb(_("A file of places"))],
    }
    return render(request, "places/bring_file.html", context, status=422 if form.is_bound else 200)


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def file(request: HttpRequest, file: UUID) -> HttpResponse:
    """What loading the file would do to the registry as it is now, and the rows people have to correct."""
    _check_whole(request)
    kept = get_object_or_404(PlacesFile, pk=file)
    preview = preview_places(rows_of_file(bytes(kept.data)))
    changes = [*(("new", p) for p in preview.new), *(("changed", p) for p in preview.changed)]
    context = {
        "file": kept,
        "figures": [
            Figure(_("New"), len(preview.new), icon="plus-lg"),
            Figure(_("Changed"), len(preview.changed), icon="pencil"),
            Figure(_("As they are"), preview.same, icon="check-lg"),
            Figure(_("To correct"), len(preview.aside), icon="exclamation-triangle"),
        ],
        "loadable": len(changes),
        "aside": len(preview.aside),
        "changes": build_table(
            request, id="changes", caption=_("What would be loaded"), rows=changes, prefix="c-",
            columns=[
                Column("what", _("What"), value=lambda c: _("new") if c[0] == "new" else _("changed")),
                Column("name", _("Place"), value=lambda c: _shown(c[1])),
                Column("kind", _("Kind"), value=lambda c: KIND_WORDS.get(c[1].kind, c[1].kind)),
                Column("within", _("Lies within"), "latin", value=lambda c: c[1].within or ""),
                Column("how", _("Position"), value=lambda c: CONFIDENCE_WORDS.get(c[1].confidence, c[1].confidence)),
            ],
            empty_title=_("Nothing to load"),
            empty_text=_("Every row is in the registry already, or has to be corrected."),
        ),
        "wrong": build_table(
            request, id="wrong", caption=_("Rows to correct"), rows=list(preview.aside), prefix="w-",
            columns=[
                Column("number", _("Row"), "num"),
                Column("code", _("Code"), "latin", value=lambda one: one.row.get("code", "")),
                Column("why", _("Why"), value=lambda one: " ".join(str(in_words(p).sentence) for p in one.problems)),
            ],
            empty_title=_("No row to correct"), empty_text="",
        ),
        "crumbs": [Crumb(_("Places"), reverse("places:registry")), Crumb(kept.name)],
    }  # fmt: skip
    return render(request, "places/file.html", context)


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def to_correct(request: HttpRequest, file: UUID) -> HttpResponse:
    """The rows set aside with their reasons, as a CSV to be corrected and brought again."""
    _check_whole(request)
    kept = get_object_or_404(PlacesFile, pk=file)
    text = aside_csv(preview_places(rows_of_file(bytes(kept.data))).aside)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="to-correct.csv"'
    return answer


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def load_file(request: HttpRequest, file: UUID) -> HttpResponse:
    """Loads what the page showed; pressed again it changes nothing."""
    _check_whole(request)
    with transaction.atomic():
        kept = get_object_or_404(PlacesFile.objects.select_for_update(), pk=file)
        loaded = load_places(preview_places(rows_of_file(bytes(kept.data))), provenance=kept.source)
        kept.loaded_at, kept.loaded = now(), kept.loaded + loaded
        kept.save(update_fields=["loaded_at", "loaded"])
    told = ngettext("%(n)s place was loaded.", "%(n)s places were loaded.", loaded)
    messages.success(request, told % {"n": loaded})
    return HttpResponseRedirect(reverse("places:file", args=[file]))
