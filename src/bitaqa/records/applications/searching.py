"""Finding an application at a counter: by receipt number, by a number, by a name; and the newest captures of a person.

Kept apart from the reads of the pipeline: these are asked by people, who give a purpose that the caller journals.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Q

from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.packet.message_errors import ReceiptNumberMalformedError, ReceiptNumberMistypedError
from bitaqa.foundation.packet.receipt_number import check_receipt_number

from .models import Application
from .queries import applications_by_id
from .values import ApplicationValue


def search_applications(text: str, *, persons: Iterable[UUID] = (), limit: int = 50) -> list[ApplicationValue]:
    """By receipt number, by the number claimed, by the beginning of a name in either script; and those of `persons`.

    The newest first. The caller records the look with its purpose.
    """
    wanted = text.strip()
    if not wanted:
        return []
    question = Q(person__in=set(persons)) | Q(claimed_number=wanted.upper().replace(" ", "")[:20])
    with contextlib.suppress(ReceiptNumberMalformedError, ReceiptNumberMistypedError):
        question |= Q(receipt_number=check_receipt_number(wanted))
    if arabic := arabic_key(wanted):
        question |= Q(arabic_key__startswith=arabic)
    if latin := latin_key(wanted):
        question |= Q(latin_key__startswith=latin)
    ids = list(Application.objects.filter(question).order_by("-received_at", "id").values_list("id", flat=True)[:limit])
    found = applications_by_id(ids)
    return [found[id_] for id_ in ids]


def captured_of_persons(persons: Iterable[UUID]) -> Mapping[UUID, ApplicationValue]:
    """For each person the newest of their applications that holds captures (portrait, papers). Two round trips."""
    rows = Application.objects.filter(person__in=set(persons), container__isnull=False).order_by("received_at", "id")
    newest = {person: id_ for person, id_ in rows.values_list("person", "id") if person}
    found = applications_by_id(newest.values())
    return {person: found[id_] for person, id_ in newest.items()}


def count_by_visit(campaign: UUID) -> Mapping[UUID, int]:
    """How many applications each visit of a campaign brought; visits without any are left out."""
    rows = Application.objects.filter(campaign=campaign).values_list("visit").annotate(n=Count("id")).order_by("visit")
    return dict(rows)


def places_of_applications(places: Iterable[str]) -> Mapping[UUID, str]:
    """Applications that were taken at one of the places, with that place. One round trip."""
    return dict(Application.objects.filter(place__in=set(places)).order_by("id").values_list("id", "place"))
