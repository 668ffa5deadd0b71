"""How sensitive a stored field is; every model declares each of its fields (`FIELD_CLASSES`), a test proves it."""

from __future__ import annotations

from enum import StrEnum


class FieldClass(StrEnum):
    """`open` may be published; `personal` names someone; `biometric` is of the body; `secret` opens something."""

    OPEN = "open"
    PERSONAL = "personal"
    BIOMETRIC = "biometric"
    SECRET = "secret"  # noqa: S105 - the name of a class of fields


OPEN, PERSONAL, BIOMETRIC, SECRET = FieldClass
