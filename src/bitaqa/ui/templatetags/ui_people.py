"""People, documents and what happened to them: cards, photos, lists of facts, timelines, comparisons, tickets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from bitaqa.ui.shapes import Difference, DocumentFace, Fact, PersonFace, TimelineEntry

register = template.Library()


@register.inclusion_tag("ui/components/person_card.html")
def ui_person(person: PersonFace, compact: bool = False) -> dict[str, Any]:
    """`{% ui_person person %}`: photo, name in both scripts, number, birth; `compact` for lists."""
    return {"person": person, "compact": compact}


@register.inclusion_tag("ui/components/document_card.html")
def ui_document(document: DocumentFace) -> dict[str, Any]:
    """`{% ui_document document %}`: type, number, holder, dates, status, keeper."""
    return {"document": document}


@register.inclusion_tag("ui/components/photo.html")
def ui_photo(src: str, name: Any, size: str = "medium") -> dict[str, Any]:
    """`{% ui_photo url name %}`: a portrait whose alternative text says of whom; `size` small, medium or large."""
    return {"src": src, "name": name, "size": size}


@register.inclusion_tag("ui/components/facts.html")
def ui_facts(facts: Iterable[Fact]) -> dict[str, Any]:
    """`{% ui_facts facts %}`: a definition list; each value is isolated and drawn as its kind."""
    return {"facts": facts}


@register.inclusion_tag("ui/components/timeline.html")
def ui_timeline(entries: Iterable[TimelineEntry]) -> dict[str, Any]:
    """`{% ui_timeline entries %}`: acts in the order given."""
    return {"entries": entries}


@register.inclusion_tag("ui/components/comparison.html")
def ui_comparison(
    rows: Iterable[Difference], left: Any, right: Any, left_photo: str = "", right_photo: str = "", caption: Any = ""
) -> dict[str, Any]:
    """`{% ui_comparison rows _("Applicant") _("In the register") %}`: same or different, by icon and word."""
    listed = list(rows)
    differing = sum(1 for row in listed if not row.same and not row.unknown)
    return {
        "rows": listed, "left": left, "right": right, "left_photo": left_photo, "right_photo": right_photo,
        "caption": caption, "differing": differing,
    }  # fmt: skip


@register.inclusion_tag("ui/components/ticket.html")
def ui_ticket(number: str, kind: Any = "", place: Any = "", at: Any = None, ahead: int | None = None) -> dict[str, Any]:
    """`{% ui_ticket "A 042" %}`: a place in today's queue, to be read from afar; `ahead` people before it."""
    return {"number": number, "kind": kind, "place": place, "at": at, "ahead": ahead}
