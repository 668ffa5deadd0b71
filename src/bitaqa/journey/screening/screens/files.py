"""Photos and papers of applications, behind an address that only a journalled page gives.

The address carries a signed pass: for this reader, this application, an hour. Whoever holds an application's id alone
sees nothing, and no picture is shown without the look having been written. Never cached.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, person_of, requires
from bitaqa.backbone.vault.door import blob_store
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue

SALT = "screening.files"
PASS_SECONDS = 3600


def file_url(user: Any, file: ApplicationValue, name: str, *, later: bool = False) -> str:
    """Where `name` (`portrait`, `paper/<code>`) of the application is shown to this reader for an hour; "" if absent.

    A completed file has two containers; `later` looks in the second one first.
    """
    held = [(file.container or {}).get("id"), (file.body.get("completion_container") or {}).get("id")]
    containers = [str(each) for each in (reversed(held) if later else held) if each]
    if not containers:
        return ""
    return reverse("screening:file", args=[signing.dumps([str(user.pk), containers, name], salt=SALT)])


def portrait_url(user: Any, file: ApplicationValue | None) -> str:
    """The portrait's address; a correction without its own captures shows the one it corrects."""
    if file is None:
        return ""
    if file.container is None and file.corrects:
        return portrait_url(user, applications.applications_by_id([file.corrects]).get(file.corrects))
    return file_url(user, file, "portrait") if file.body.get("portrait") else ""


@requires(Permission.ADJUDICATE, Permission.SEE_APPLICATIONS)
@require_GET
def file(request: HttpRequest, passed: str) -> HttpResponse:
    try:
        reader, containers, name = signing.loads(passed, salt=SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    if reader != str(person_of(request).pk):
        raise Http404
    held = (blob_store().read_all(UUID(container)) for container in containers)
    data = next((parts[name] for parts in held if name in parts), None)
    if data is None:
        raise Http404
    return private(data, "image/png" if data.startswith(b"\x89PNG") else "image/jpeg")


def private(data: bytes, content_type: str, *, name: str = "") -> HttpResponse:
    """Bytes about a person: shown to this reader now, kept nowhere on the way."""
    response = HttpResponse(data, content_type=content_type)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
