"""The glossary: every term in three languages, and no label of a screen says a word that it forbids.

A label is a msgid of ours of at most four words, as it stands in templates and in code. Longer sentences are prose,
where an ordinary word may be needed. Exceptions are listed with their reasons; one that is no longer met fails too.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
PAGE = (BASE / "docs" / "glossary.md").read_text(encoding="utf-8")
LONGEST_LABEL = 4
ARABIC = re.compile(r"[\u0600-\u06ff]")
TRANSLATED = re.compile(r"""(?:{%\s*translate\s+"([^"]+)"|\b_\(\s*"([^"]+)"|gettext(?:_lazy|_noop)?\(\s*"([^"]+)")""")

ORDINARY = {
    "case": "adjudication's own noun: a doubt about an application which people decide; an appeal opens another one",
    "delivery": "the row of “visit” speaks of a delivery visit; blanks are delivered by their maker",
    "event": "the journal's own word for what happened",
    "file": "what an applicant's papers are called at the desk, and a file on a disk; never a packet",
    "missing": "what a card, a paper or a packet can be; a finger that cannot be captured is never called so",
    "parent": "father and mother are recorded apart from the legal representative, and under their own heading",
    "print": "what is done to paper; a card is personalised",
    "receipt": "a term of its own; the row of “ticket” forbids it for a number in the queue",
    "report": "a day report and reporting a death are words of their own",
    "request": "what an applicant makes (F0.2 counts requests); what is forbidden is the HTTP one",
    "scan": "what is done to a barcode or a card; never to a face or a finger",
    "ticket": "a term of its own: the number in the queue; never a receipt or an application",
    "type": "a document type, which has its own row",
}
"""Forbidden words that have an ordinary meaning on some screen, with the reason why they may stand there."""


def rows() -> list[tuple[str, str, str, str, list[str]]]:
    """(term, Arabic, French, meaning, words to avoid)."""
    found = []
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("| ") or cells[0].startswith(("Term", "---")):
            continue
        assert len(cells) == 5, line
        words = [re.sub(r"\(.*?\)", "", word).strip() for word in re.sub(r"\([^)]*\)", "", cells[4]).split(",")]
        found.append((*cells[:4], [word for word in words if word]))
    return found  # type: ignore[return-value]


@cache
def labels() -> dict[str, str]:
    """Short msgids of both programs, with a place where each stands."""
    found: dict[str, str] = {}
    for pattern in ("*.html", "*.py"):
        for path in (BASE / "src" / "bitaqa").rglob(pattern):
            for groups in TRANSLATED.findall(path.read_text(encoding="utf-8")):
                said = next(group for group in groups if group)
                if len(said.split()) <= LONGEST_LABEL:
                    found[said] = str(path.relative_to(BASE))
    return found


def saying(word: str) -> dict[str, str]:
    """Labels in which the word stands, alone or in the plural."""
    says = re.compile(rf"\b{re.escape(word)}s?\b", re.IGNORECASE)
    return {label: place for label, place in labels().items() if says.search(label)}


def test_every_term_stands_in_three_languages() -> None:
    terms = rows()
    assert len(terms) >= 45
    for term, arabic, french, meaning, _words in terms:
        assert re.search(r"[a-z]", term), term
        assert ARABIC.search(arabic) and not re.search(r"[a-z]{2}", arabic), term
        assert re.search(r"[a-zé]", french) and not ARABIC.search(french), term
        assert meaning, term


def test_one_term_has_one_row() -> None:
    terms = [part.strip() for row in rows() for part in row[0].split("·")]
    assert sorted(terms) == sorted(set(terms))


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0].replace(" ", "-")) for row in rows() if row[4]])
def test_no_label_says_a_word_the_glossary_forbids(row: tuple[str, str, str, str, list[str]]) -> None:
    wrong = {}
    for word in row[4]:
        if word in ORDINARY:
            continue
        wrong |= saying(word)
    assert wrong == {}, f"the term is “{row[0]}”"


def test_an_exception_is_a_forbidden_word_that_some_label_needs() -> None:
    forbidden = {word for row in rows() for word in row[4]}
    assert set(ORDINARY) <= forbidden
    assert [word for word in ORDINARY if not saying(word)] == [], "no label says these any more: strike them out"
