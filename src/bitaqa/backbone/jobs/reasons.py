"""An error kept with an item, and its sentence in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.utils.translation import gettext

from bitaqa.foundation.kernel.errors import ERRORS, BitaqaError
from bitaqa.ui.errors import facts_in_words


def facts_for_storage(error: BitaqaError) -> str:
    """The facts of an error as JSON text; what JSON does not know becomes its words."""
    return json.dumps(error.facts, default=str, ensure_ascii=False)


def sentence(code: str, facts: Mapping[str, object]) -> str:
    """The error's sentence, translated, or its code when this version no longer knows it or its facts."""
    kind = ERRORS.get(code)
    return (_told(kind, kind.sentence, facts) if kind else "") or code


def next_step(code: str, facts: Mapping[str, object]) -> str:
    """What to do about it, translated; empty when this version no longer knows the error or its facts."""
    kind = ERRORS.get(code)
    return _told(kind, kind.next_step, facts) if kind else ""


def _told(kind: type[BitaqaError], text: str, facts: Mapping[str, object]) -> str:
    try:
        return gettext(text) % facts_in_words(facts, kind) if text else ""
    except KeyError:
        return ""
