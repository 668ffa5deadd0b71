"""Why a place is not known, or a row of a file of places is not loaded: one class per fact.

PlaceUnknownError, PlaceFileUnreadableError
PlaceRowError
├── PlaceCodeWrongError, PlaceKindUnknownError, PlaceNameMissingError, PlaceParentUnknownError
└── PlaceCoordinateError, PlaceTwiceError
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class PlaceUnknownError(BitaqaError):
    code = "places.place_unknown"
    sentence = "No place has the code “%(place)s”."
    next_step = "Enter or import the place first."
    status = 404


class PlaceFileUnreadableError(BitaqaError):
    code = "places.file_unreadable"
    sentence = "The file of places cannot be read: %(problem)s."
    next_step = "Give a CSV in UTF-8 with the columns code, kind, name_ar and name_fr, or a GeoJSON of points."
    status = 422


class PlaceRowError(BitaqaError):
    """A row is set aside; the others are loaded."""

    code = "places.row"
    sentence = "The row does not describe a place."
    next_step = "Correct the row in the file of rows set aside and load that file."
    status = 422


class PlaceCodeWrongError(PlaceRowError):
    code = "places.code_wrong"
    sentence = "The code “%(value)s” is not made of small Latin letters, figures and hyphens."
    next_step = "Write a code such as taounate-tafrant."


class PlaceKindUnknownError(PlaceRowError):
    code = "places.kind_unknown"
    sentence = "No kind of place is called “%(value)s”."
    next_step = "Write one of the kinds listed in the guide, such as commune or douar."


class PlaceNameMissingError(PlaceRowError):
    code = "places.name_missing"
    sentence = "The place has no name in Arabic or none in French letters."
    next_step = "Write both names: notices are printed in both languages."


class PlaceParentUnknownError(PlaceRowError):
    code = "places.parent_unknown"
    sentence = "The place lies within “%(value)s”, which is neither in the registry nor in the file."
    next_step = "Add that place to the file, or correct its code."


class PlaceCoordinateError(PlaceRowError):
    code = "places.coordinate"
    sentence = "“%(value)s” is no latitude or longitude in degrees."
    next_step = "Write decimal degrees, such as 34.52 and -4.65, or leave both cells empty."


class PlaceTwiceError(PlaceRowError):
    code = "places.twice"
    sentence = "The code “%(value)s” stands in an earlier row."
    next_step = "Keep one of the two rows."
