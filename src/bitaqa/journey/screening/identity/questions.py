"""What somebody is asked who has lost every paper, and whether the answer is what the register holds. Pure.

A question is of the kind one answers from memory: one's mother, where one was born and lives, in which year the last
card was made. Names are judged as names are everywhere here (either script, a spelling that differs), by the first
word; years with one of tolerance. Refuses nothing: an answer that cannot be read is a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final

from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.names.similarity import likenesses
from bitaqa.foundation.names.written import WrittenName, written_name


class Question(StrEnum):
    """In the order they are asked."""

    MOTHER = "mother"
    FATHER = "father"
    BIRTH_PLACE = "birth_place"
    HOME = "home"
    CARD_YEAR = "card_year"
    LAST_PLACE = "last_place"
    NUMBER_END = "number_end"


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    DECLINED = "declined"
    """Nothing was answered: neither for nor against."""


Facts = Mapping[Question, Sequence[str]]
"""For each question what the register holds, in every spelling it has; a question it cannot judge is absent."""

SAME_WORD: Final = 4.0
"""Log-odds of the least alike words from which an answer is the name asked for, spelled otherwise. "Aly" for "Ali"
reaches 4.5; "Mohamed" for "Ahmed" 2.4; "Rachida" for "Rachid" 7.5, which nobody but people can tell apart."""
YEARS_APART: Final = 1
_NAMES: Final = (Question.MOTHER, Question.FATHER)
_NUMBERS: Final = re.compile(r"\d+")


def questions_about(facts: Facts, *, stated: Collection[Question], most: int) -> tuple[Question, ...]:
    """Those the register can judge, first those whose answer the file does not state already; at most `most`."""
    known = [question for question in Question if facts.get(question)]
    chosen = sorted(known, key=lambda question: question in stated)[:most]
    return tuple(question for question in Question if question in chosen)


def judge(question: Question, said: str, known: Sequence[str]) -> Verdict:
    """Right or wrong; an empty answer is declined."""
    text = said.strip()
    if not text:
        return Verdict.DECLINED
    if question is Question.CARD_YEAR:
        years = [int(year) for year in known]
        told = [int(number) for number in _NUMBERS.findall(text)]  # Arabic-Indic figures are read too
        right = len(told) == 1 and any(abs(told[0] - year) <= YEARS_APART for year in years)
    elif question is Question.NUMBER_END:
        figures = "".join(str(int(figure)) for figure in re.findall(r"\d", text))
        right = figures in known
    else:
        right = any(_same_words(text, each, first_only=question in _NAMES) for each in known)
    return Verdict.RIGHT if right else Verdict.WRONG


def stated_answers(stated: Facts, facts: Facts) -> frozenset[Question]:
    """Questions whose right answer the file itself gives."""
    return frozenset(
        question
        for question, said in stated.items()
        if any(judge(question, each, facts.get(question, ())) is Verdict.RIGHT for each in said)
    )


def _same_words(said: str, known: str, *, first_only: bool) -> bool:
    one, other = written_name(said), written_name(known)
    if first_only:
        one, other = _first(one), _first(other)
    if not one or not other:
        return False
    for key, mine, theirs in ((arabic_key, one.arabic, other.arabic), (latin_key, one.latin, other.latin)):
        if mine and theirs and key(" ".join(mine)) == key(" ".join(theirs)):
            return True
    return likenesses(one, [other])[0].weakest >= SAME_WORD


def _first(name: WrittenName) -> WrittenName:
    return WrittenName(name.arabic[:1], name.latin[:1])
