"""What can stand in the way of a field pack; the packet's own errors come from the foundation."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class NoFieldPackError(BitaqaError):
    code = "field_pack.none"
    sentence = "This station has no field pack yet."
    next_step = "Connect to the centre, or load a field pack from a removable disk."


class NoPackFileError(BitaqaError):
    code = "field_pack.no_file"
    sentence = "No file was chosen."
    next_step = "Choose the field pack on the removable disk, then press again."
    status = 422


class FieldPackOlderError(BitaqaError):
    code = "field_pack.older"
    sentence = "The field pack has number %(serial)s, and this station already uses number %(current)s."
    next_step = "Keep the newer one; nothing was changed."


class FieldPackShapeError(BitaqaError):
    code = "field_pack.shape"
    sentence = "The field pack is the centre's, and “%(field)s” in it cannot be understood."
    next_step = "Update this station's program, or ask the centre for another field pack."


class VisitUnknownError(BitaqaError):
    code = "field_pack.visit_unknown"
    sentence = "The visit is not in the field pack."
    next_step = "Choose a visit of the list, or fetch a newer field pack."
    status = 404


class ProgrammeUnknownError(BitaqaError):
    code = "field_pack.programme_unknown"
    sentence = "The programme “%(programme)s” is not in the field pack."
    next_step = "Choose a programme of the list, or fetch a newer field pack."
    status = 404


class PlaceUnknownError(BitaqaError):
    code = "field_pack.place_unknown"
    sentence = "The place “%(place)s” is not in the field pack."
    next_step = "Choose the nearest place of the list: commune or caïdat, then write the douar in the address."
    status = 404


class CardNotDueError(BitaqaError):
    code = "field_pack.card_not_due"
    sentence = "No card of the list fits “%(asked)s”."
    next_step = "Look by name or by receipt number; a card that is in the box and not in the list goes back."
    status = 404


class IncompleteFileUnknownError(BitaqaError):
    code = "field_pack.incomplete_unknown"
    sentence = "No incomplete file of the list has this receipt."
    next_step = "Look by name; else take the request as a new one."
    status = 404


class NoSealingKeyError(BitaqaError):
    code = "field_pack.no_sealing_key"
    sentence = "The field pack names no key of the centre that may be used today."
    next_step = "Fetch a newer field pack; drafts are kept meanwhile."


class RulesDifferError(BitaqaError):
    code = "field_pack.rules_differ"
    sentence = "This station holds the rules “%(here)s”, and the field pack was made under “%(there)s”."
    next_step = "Ask the centre for the rules that belong to this pack; drafts are kept meanwhile."


class RulesVersionDiffersError(BitaqaError):
    code = "field_pack.rules_version_differs"
    sentence = "This station goes by the rules “%(here)s”, and the field pack by “%(there)s”: nobody is enrolled anew."
    next_step = (
        "Update this station's program or its rules file, or fetch a newer field pack; drafts and hand-overs go on."
    )
