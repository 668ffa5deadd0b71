"""Where a role can be limited, in words: campaigns, units and issuing centres belong to rooms above this one.

The centre names a callable in settings BITAQA_SCOPES, which gives `{"campaign": [(UUID, label)], "unit": …,
"issuing_centre": …}`.
Without it roles hold everywhere, and a limit already stored is shown by its id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .domain import EVERYWHERE, Scope
from .errors import ScopeUnknownError

Choices = Mapping[str, Sequence[tuple[UUID, str]]]
DIMENSIONS = {"campaign": _("Campaign"), "unit": _("Unit"), "issuing_centre": _("Issuing centre")}


def scope_choices() -> Choices:
    dotted = getattr(settings, "BITAQA_SCOPES", "")
    if not dotted:
        return {}
    ask: Callable[[], Choices] = import_string(dotted)
    return ask()


def scope_in_words(scope: Scope, choices: Choices) -> str:
    """“Everywhere”, or each limit with its name."""
    if scope == EVERYWHERE:
        return gettext("Everywhere")
    parts = []
    for dimension, label in DIMENSIONS.items():
        limit = getattr(scope, dimension)
        if limit is not None:
            known = dict(choices.get(dimension, ()))
            parts.append(f"{label}: {known.get(limit, limit)}")
    return " · ".join(parts)


def read_scope(text: str, choices: Choices) -> Scope:
    """The scope of a form's value: empty for everywhere, or `unit:<uuid>`. Raises ScopeUnknownError."""
    if not text:
        return EVERYWHERE
    dimension, _colon, id_ = text.partition(":")
    for known, _label in choices.get(dimension, ()):
        if str(known) == id_:
            return Scope(**{dimension: known})
    raise ScopeUnknownError()
