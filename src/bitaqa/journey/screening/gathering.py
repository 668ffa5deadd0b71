"""Everything screening must read to judge a batch: the persons claimed, those of like names, what engines found.

Reads only, a fixed number of round trips whatever the batch. Judging is pure (`domain.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bitaqa.foundation.names.similarity import Likeness, likenesses
from bitaqa.foundation.names.written import WrittenName, arabic_words, latin_words
from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.documents import HELD
from bitaqa.foundation.rules.persons import Identity
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from .approving import keys_of, makes_person, people_like
from .domain import RESPELLED, Claim, Finding, Keys, Known, judge_claim, judge_first, same_names
from .fingers.findings import Alike, alike_of, confronted, one_to_one
from .policy import policies_of
from .rules import Pair, ScreeningPolicy
from .weighing import Weight, weigh

WORTH_WEIGHING = 2.0
"""Log-odds of the least alike words from which a pair is weighed at all, short of equal names."""


@dataclass
class _Other:
    """Someone an applicant may be, as far as was read."""

    kind: str
    keys: Keys
    identity: Identity | None = None
    likeness: Likeness | None = None
    document_type: str = ""
    fingers: Mapping[int, float] = field(default_factory=dict)
    hands_exchanged: bool = False
    pending: bool = True


def find(files: Sequence[ApplicationValue]) -> list[Finding]:
    """What screening says of each application."""
    mine = {file.id: keys_of(file) for file in files}
    policies = policies_of(files)
    claimed = persons.persons_by_number(file.claimed_number for file in files if file.claimed_number)
    held = documents.documents_of_persons([person.id for person in claimed.values()], states=HELD)
    corrected = applications.applications_by_id(file.corrects for file in files if file.corrects)
    alike = alike_of([file.id for file in files])
    confronted = one_to_one({f.id: claimed[f.claimed_number].id for f in files if f.claimed_number in claimed}, alike)
    others = _others(files, mine, alike)
    denied = _denied(others, mine, policies)
    identities = _identities(others)
    bearers = persons.bearers_of({o.keys.arabic_key for each in others.values() for o in each.values()})
    register = persons.register_size()
    findings = []
    for file in files:
        keys = mine[file.id]
        person = claimed.get(file.claimed_number)
        known = [
            _known(file, keys, other, identities, bearers, register, (file.id, other.kind, other.keys.id) in denied)
            for other in others[file.id].values()
            if person is None or other.keys.id != person.id
        ]
        if file.kind is ApplicationKind.CORRECTION and file.corrects:
            findings.append(Finding(file.id, person=corrected[file.corrects].person))
        elif makes_person(file):
            findings.append(judge_first(file.id, known, policies[file.id]))
        else:
            claim = _claim(file, person, held, confronted.get(file.id, {}))
            shown = known if person is None else [k for k in known if k.kind == "application" or k.pair.fingers]
            findings.append(
                judge_claim(keys, Ground(file.ground), bool(file.claimed_number), claim, shown, policies[file.id])
            )
    return findings


def _others(
    files: Sequence[ApplicationValue], mine: Mapping[UUID, Keys], alike: Mapping[UUID, Sequence[Alike]]
) -> dict[UUID, dict[UUID, _Other]]:
    """For each application: persons and pending files of the same names, of like names and birth day, of like
    fingers."""
    found: dict[UUID, dict[UUID, _Other]] = {file.id: {} for file in files}
    people = people_like(list(mine.values()))
    named = [("person", Keys(p.id, p.arabic_key, p.latin_key, p.birth, p.sex), "") for p in people]
    pending = applications.pending_by_keys(
        arabic=[k.arabic_key for k in mine.values() if k.arabic_key],
        latin=[k.latin_key for k in mine.values() if k.latin_key],
        years=[k.birth.year for k in mine.values()],
    )
    named += [("application", Keys(o.id, o.arabic_key, o.latin_key, o.birth, o.sex), o.document_type) for o in pending]
    by_key = _by_key(named)
    respelled = persons.persons_alike_each(
        {file.id: (persons.keyed_name(file.identity.names), file.birth) for file in files if makes_person(file)}
    )
    born = applications.pending_born(file.birth for file in files)
    for file in files:
        keys, here = mine[file.id], found[file.id]
        for name in (f"a{keys.arabic_key}", f"l{keys.latin_key}"):
            for kind, named_keys, document_type in by_key.get((keys.birth.year, name), ()):
                here[named_keys.id] = _Other(kind, named_keys, document_type=document_type)
        for person in respelled.get(file.id, ()):
            if person.likeness.weakest >= WORTH_WEIGHING and person.id not in here:
                keys_ = Keys(person.id, "", "", person.birth, person.sex)
                here[person.id] = _Other("person", keys_, likeness=person.likeness)
        for id_, other in _like_pending(file, keys, born).items():
            here.setdefault(id_, other)
        for one in alike.get(file.id, ()):
            met = here.setdefault(one.id, _Other(one.kind, one.keys, document_type=one.document_type))
            met.fingers, met.hands_exchanged, met.pending = one.fingers, one.hands_exchanged, one.pending
        here.pop(file.id, None)
    return found


def _denied(
    others: Mapping[UUID, Mapping[UUID, _Other]], mine: Mapping[UUID, Keys], policies: Mapping[UUID, ScreeningPolicy]
) -> set[tuple[UUID, str, UUID]]:
    """Pairs of like names whose fingers no engine found alike, and which are not, compared one to one.

    Only who would be shown for a name alone is compared: namesakes are many, and their fingers know better. Where an
    engine brought them up all the same, its scores say it.
    """
    told = {
        (id_, other.kind, other.keys.id): other.fingers
        for id_, each in others.items()
        for other in each.values()
        if other.fingers and not other.hands_exchanged
    }
    asked = {
        (id_, other.kind, other.keys.id)
        for id_, each in others.items()
        for other in each.values()
        if not other.fingers and (same_names(mine[id_], other.keys) or _respelled(other))
    }
    return {pair for pair, scores in (told | confronted(asked)).items() if policies[pair[0]].speak_against(scores)}


def _respelled(other: _Other) -> bool:
    return other.likeness is not None and other.likeness.weakest >= RESPELLED


def _like_pending(
    file: ApplicationValue, keys: Keys, born: Sequence[applications.KeyedApplication]
) -> dict[UUID, _Other]:
    """Pending files of people born the same day whose names are like this one's."""
    same_day = [other for other in born if other.birth == keys.birth and other.id != file.id]
    if not same_day or not keys.birth.complete:
        return {}
    told = likenesses(
        name_words(file.name_ar, file.name_latin), [name_words(o.arabic_key, o.latin_key) for o in same_day]
    )
    return {
        other.id: _Other(
            "application", Keys(other.id, "", "", other.birth, other.sex), likeness=likeness,
            document_type=other.document_type,
        )
        for other, likeness in zip(same_day, told, strict=True)
        if likeness.weakest >= WORTH_WEIGHING
    }  # fmt: skip


def name_words(arabic: str, latin: str) -> WrittenName:
    """A whole name in both scripts, as words to compare."""
    return WrittenName(arabic_words(arabic), latin_words(latin))


def _identities(others: Mapping[UUID, Mapping[UUID, _Other]]) -> dict[UUID, Identity]:
    """What is held of everyone met: two round trips."""
    met = {(other.kind, other.keys.id) for each in others.values() for other in each.values()}
    people = persons.persons_by_id(id_ for kind, id_ in met if kind == "person")
    files = applications.applications_by_id(id_ for kind, id_ in met if kind == "application")
    return {id_: person.identity for id_, person in people.items()} | {id_: f.identity for id_, f in files.items()}


def _known(
    file: ApplicationValue, keys: Keys, other: _Other, identities: Mapping[UUID, Identity],
    bearers: Mapping[str, int], register: int, denied: bool,
) -> Known:  # fmt: skip
    identity = identities[other.keys.id]
    told = persons.search_keys(identity)
    theirs = Keys(other.keys.id, told.arabic_key, told.latin_key, identity.birth, identity.sex.value)
    names = identity.names
    likeness = other.likeness or likenesses(
        name_words(file.name_ar, file.name_latin), [name_words(names.arabic.whole(), names.latin.whole())]
    )[0]  # fmt: skip
    same = same_names(keys, theirs)
    same_day = keys.birth.complete and keys.birth == theirs.birth
    weight: Weight = weigh(
        file.identity, identity, name=likeness.log_odds, weakest=likeness.weakest,
        bearers=bearers.get(theirs.arabic_key, 1), register=register,
    )  # fmt: skip
    compatible_sex = keys.sex == theirs.sex or "X" in (keys.sex, theirs.sex)
    named = _counts_as_double(file, other)
    pair = Pair(
        same_name=same and named,
        respelled_name=named and likeness.weakest >= RESPELLED,
        compatible_birth=keys.birth.may_equal(theirs.birth),
        same_birth_day=same_day,
        compatible_sex=compatible_sex,
        weight=weight.total if named else 0.0,
        # One who asks for two kinds of document has one body: that is no double either.
        fingers=other.fingers if named or not (same and other.pending) else {},
        fingers_of_another=denied,
    )
    return Known(other.kind, theirs.id, pair, weight.parts, weight.held_back, other.hands_exchanged)


def _counts_as_double(file: ApplicationValue, other: _Other) -> bool:
    """Two files of one person for two kinds of document are no double; nor is one that is not pending any more."""
    return other.kind == "person" or (other.pending and other.document_type == file.document_type)


def _claim(
    file: ApplicationValue,
    person: persons.PersonValue | None,
    held: Mapping[UUID, list[documents.DocumentValue]],
    fingers: Mapping[int, float],
) -> Claim:
    if person is None:
        return Claim(None, died=False, holds_document=False)
    known = persons.search_keys(person.identity)
    return Claim(
        Keys(person.id, known.arabic_key, known.latin_key, person.birth, person.sex),
        died=person.died_on is not None,
        holds_document=_holds_what_it_needs(file, held.get(person.id, ())),
        fingers=fingers,
    )


def _holds_what_it_needs(file: ApplicationValue, held: Sequence[documents.DocumentValue]) -> bool:
    """A renewal or a duplicate follows a document of its own kind, expired ones included; others follow any."""
    follows = file.kind in (ApplicationKind.RENEWAL, ApplicationKind.DUPLICATE)
    return any(not follows or document.document_type == file.document_type for document in held)


def _by_key(named: Iterable[tuple[str, Keys, str]]) -> dict[tuple[int, str], list[tuple[str, Keys, str]]]:
    found: dict[tuple[int, str], list[tuple[str, Keys, str]]] = {}
    for each in named:
        for name in {f"a{each[1].arabic_key}", f"l{each[1].latin_key}"}:
            if len(name) > 1:
                found.setdefault((each[1].birth.year, name), []).append(each)
    return found
