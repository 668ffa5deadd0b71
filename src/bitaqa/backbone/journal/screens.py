"""Pages for the auditor: search the journal, one entry with its proof, the state of the tree.

Personal values are shown on an entry's own page only, and showing them is itself an act: it leaves a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, actor_of, display_names, person_of, requires
from bitaqa.backbone.naming import names_of, subjects_called
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.events import EVENTS
from bitaqa.ui.shapes import Crumb, Fact, Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .checkpoints import Checkpoint, find_last_checkpoint, lag
from .merkle import inclusion_holds
from .models import JournalEntry, JournalLeaf
from .queries import RecordedEntry, get_entry, position
from .tree import InclusionProof, inclusion_proof
from .words import FACTS, SUBJECTS
from .writing import looks

_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
LAG_TOO_LONG = 60
"""Seconds after which an entry without its leaf is shown as trouble."""


@requires(Permission.READ_JOURNAL)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Newest first; the search takes an id of anything, an actor, a day, or the beginning of an event's name."""
    names = _Actors()
    table = build_table(
        request,
        id="journal",
        caption=_("Entries"),
        rows=JournalEntry.objects.all(),
        columns=[
            Column("recorded_at", _("Recorded at"), "instant", sort="recorded_at", href=_address),
            Column("event", _("What happened"), value=lambda entry: event_in_words(entry.event)),
            Column("actor", _("By"), value=lambda entry: names.of(entry.actor)),
            Column("place", _("Place"), "latin"),
            Column("subject", _("Subject"), "latin", value=lambda entry: _short(str(entry.subject))),
        ],
        filters=[Filter("event", _("Event"), [(event, event_in_words(event)) for event in EVENTS])],
        search=matching,
        search_label=_("A receipt, a card or national number, an id, an actor, a day (2026-03-02) or an event"),
        default_sort="-recorded_at",
        page_size=50,
        empty_title=_("No entry"),
        empty_text=_("No entry answers this search. An id or a number must be whole."),
    )
    return render(request, "journal/search.html", {"table": table, "figures": _tree_figures()})


@requires(Permission.READ_JOURNAL)
@require_GET
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    found = get_entry(entry)
    if found.personal:
        looks(
            "person.looked_at",
            subject_kind=found.subject_kind,
            subjects=[found.subject],
            by=actor_of(person_of(request)),
            purpose="audit",
        )
    checkpoint = find_last_checkpoint()
    proof = _proof_of(entry, checkpoint)
    context = {
        "crumbs": [Crumb(_("Journal"), reverse("journal:search")), Crumb(event_in_words(found.event))],
        "entry": found,
        "title": event_in_words(found.event),
        "facts": _facts_of(found),
        "told": [Fact(FACTS.get(name, name), str(value), "latin") for name, value in sorted(found.facts.items())],
        "personal": [
            Fact(FACTS.get(name, name), value) for name, value in sorted(found.personal.items()) if name != "because"
        ],
        "erased": [FACTS.get(name, name) for name in sorted(found.erased)],
        "others": found.others,
        "proof": proof,
        "proof_facts": _proof_facts(proof),
        "path": [part.hex() for part in proof.path] if proof else [],
        "proof_holds": proof is not None and _holds(proof, checkpoint),
        "same_subject": f"{reverse('journal:search')}?q={found.subject}",
        "same_act": f"{reverse('journal:search')}?q={found.act}",
    }
    return render(request, "journal/entry.html", context)


def matching(rows: QuerySet[JournalEntry], text: str) -> QuerySet[JournalEntry]:
    """The entries a search text means; what is no id, number, day or actor is looked for in the events' names."""
    if _UUID.match(text):
        id_ = UUID(text)
        seen = JournalEntry.objects.exclude(others=[]).filter(others__contains=[id_]).values("id")
        return rows.filter(Q(id=id_) | Q(subject=id_) | Q(act=id_) | Q(campaign=id_) | Q(station=id_) | Q(id__in=seen))
    if _DAY.match(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return rows.none()
        start = datetime.combine(day, time(), PLACE_ZONE)
        return rows.filter(recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1))
    if ":" in text:
        return rows.filter(actor__startswith=text)
    subjects = list(subjects_called(text))
    if subjects:
        seen = JournalEntry.objects.exclude(others=[]).filter(others__overlap=subjects).values("id")
        return rows.filter(Q(subject__in=subjects) | Q(id__in=seen))
    told = [event for event in EVENTS if text.casefold() in event_in_words(event).casefold()]
    return rows.filter(Q(event__startswith=text.lower()) | Q(event__in=told))


def event_in_words(event: str) -> str:
    """The event's sentence in the reader's language; its code when this version no longer knows it."""
    meaning = EVENTS.get(event)
    return gettext(meaning.sentence) if meaning else event


def _address(entry: JournalEntry) -> str:
    return reverse("journal:entry", args=[entry.id])


def _short(text: str) -> str:
    """An id is told by its last eight digits in a table: the first ones are the time it was made."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{19}([0-9a-f]{8})", "\u200e…\\1", text)


def _tree_figures() -> list[Figure]:
    waiting, seconds = lag()
    checkpoint = find_last_checkpoint()
    late = seconds > LAG_TOO_LONG
    return [
        Figure(_("Entries in the tree"), position() + 1, icon="diagram-3"),
        Figure(
            _("Waiting for their leaf"),
            waiting,
            note=_("The sequencer is late: is a worker running?") if late else "",
            tone="stop" if late else "",
            icon="hourglass",
        ),
        Figure(
            _("Signed up to entry"),
            checkpoint.size if checkpoint else None,
            note=f"\u2066{checkpoint.root.hex()[:16]}…\u2069" if checkpoint else "",
            icon="patch-check",
        ),
    ]


def _facts_of(found: RecordedEntry) -> list[Fact]:
    facts = [
        Fact(_("Event"), found.event, "latin"),
        Fact(_("Happened at"), found.acted_at, "instant"),
        Fact(_("Recorded at"), found.recorded_at, "instant"),
        Fact(_("By"), _Actors(whole=True).of(found.actor)),
        Fact(_("Subject"), _subject_of(found)),
        Fact(_("Act"), str(found.act), "latin"),
    ]
    optional: Iterable[tuple[object, object, str]] = (
        (_("Why"), found.because, "text"),
        (_("Place"), found.place, "latin"),
        (_("Day of the visit"), found.day, "day"),
        (_("Kind"), found.kind, "latin"),
        (_("Campaign"), found.campaign and str(found.campaign), "latin"),
        (_("Station"), found.station and str(found.station), "latin"),
    )
    return [*facts, *(Fact(label, value, kind) for label, value, kind in optional if value)]


def _subject_of(found: RecordedEntry) -> str:
    """The kind in words, what people call it where they call it something, and its whole id."""
    kind, id_ = SUBJECTS.get(found.subject_kind, found.subject_kind), str(found.subject)
    name = names_of(found.subject_kind, [found.subject])[found.subject]
    called = "" if name.startswith("…") else f" \u2068{name}\u2069 ·"
    return f"{kind}{called} \u2066{id_}\u2069"


class _Actors:
    """Who acted, in words: people by name, each read once per page; a station and the centre's own work by code."""

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole
        self._known: dict[str, str] = {}

    def of(self, actor: str) -> str:
        if actor not in self._known:
            self._known[actor] = self._read(actor)
        return self._known[actor]

    def _read(self, actor: str) -> str:
        kind, _colon, rest = actor.partition(":")
        if kind == "user" and _UUID.match(rest):
            found = display_names([UUID(rest)], get_language() or "ar")
            return found.get(UUID(rest)) or gettext("A member of staff")
        if kind == "worker":
            return gettext("The centre's own work: %(step)s") % {"step": f"\u2068{rest}\u2069"}
        if kind == "station":
            id_, slash, operator = rest.partition("/")
            named = names_of("station", [UUID(id_)])[UUID(id_)] if _UUID.match(id_) else id_
            place = rest if self._whole else f"{named}{slash}{operator}"
            return gettext("Station %(station)s") % {"station": f"\u2068{place}\u2069"}
        return actor


def _proof_of(entry: UUID, checkpoint: Checkpoint | None) -> InclusionProof | None:
    leaf = JournalLeaf.objects.filter(entry=entry).values_list("index", flat=True).first()
    if checkpoint is None or leaf is None or leaf >= checkpoint.size:
        return None
    return inclusion_proof(entry, size=checkpoint.size)


def _proof_facts(proof: InclusionProof | None) -> list[Fact]:
    if proof is None:
        return []
    return [
        Fact(_("Leaf"), proof.index, "num"),
        Fact(_("Tree of"), proof.size, "num"),
        Fact(_("Hash of the leaf"), proof.leaf.hex(), "latin"),
        Fact(_("Signed root"), proof.root.hex(), "latin"),
    ]


def _holds(proof: InclusionProof, checkpoint: Checkpoint | None) -> bool:
    """Recomputed now, from the entry as it stands, against the signed root."""
    from .leaf import entry_leaf_hash

    stands = entry_leaf_hash(JournalEntry.objects.get(id=proof.entry))
    return (
        checkpoint is not None
        and checkpoint.signature_holds()
        and inclusion_holds(leaf=stands, index=proof.index, size=proof.size, path=proof.path, root=checkpoint.root)
    )
