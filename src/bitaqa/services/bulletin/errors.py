"""What stands in the way of a bulletin."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, BitaqaError


class PartsDifferError(BitaqaError):
    code = "bulletin.parts_differ"
    sentence = "The table “%(table)s” was not built: its parts (%(parts)s) sum to %(sum)s, the total is %(total)s."
    next_step = "Nothing is published. Tell the auditor: the journal holds a request that no part of the table counts."


class TotalsDifferError(BitaqaError):
    code = "bulletin.totals_differ"
    sentence = (
        "Tables of the same thing give different totals: “%(table)s” says %(total)s, “%(other)s” says %(expected)s."
    )
    next_step = "Nothing is published. Tell the auditor: two queries over the same journal disagree."


class LanguagesDifferError(BitaqaError):
    code = "bulletin.languages_differ"
    sentence = (
        "The text “%(text)s” does not say the same figures in “%(language)s” (%(figures)s) as in Arabic (%(expected)s)."
    )
    next_step = "Correct the sentence in the catalogue of that language, then build again."


class FigureUnknownError(BitaqaError):
    code = "bulletin.figure_unknown"
    sentence = "This bulletin has no figure “%(row)s” in its table “%(table)s”."
    next_step = CHOOSE_AGAIN
    status = 404


class BulletinUnknownError(BitaqaError):
    code = "bulletin.bulletin_unknown"
    sentence = "No bulletin is known under “%(bulletin)s”."
    next_step = "Open the list of bulletins and choose one."
    status = 404


class PublishedByTwoError(BitaqaError):
    code = "bulletin.published_by_two"
    sentence = "Whoever built the bulletin does not publish it."
    next_step = "Ask a second person who may publish bulletins."
    status = 403


class FiguresMovedError(BitaqaError):
    code = "bulletin.figures_moved"
    sentence = "Computed again from the same position, the table “%(table)s” is no longer what was built."
    next_step = "Do not publish. Build a new bulletin and ask the auditor to verify the journal."


class PeriodUnreadableError(BitaqaError):
    code = "bulletin.period_unreadable"
    sentence = "A bulletin covers one campaign, or a period whose end is not before its beginning."
    next_step = "Choose a campaign, or give both days."
    status = 422
