"""What templates and images can have wrong, one class per fact.

All of them mean "these bytes are not what they claim": a station writes the code on the capture and goes on.
"""

from bitaqa.foundation.kernel.errors import BitaqaError


class TemplateError(BitaqaError):
    """A finger template that cannot be read or written."""

    code = "matching.template"
    sentence = "The finger template cannot be read."
    next_step = "Take the finger again, or use another finger that is on file."
    status = 422


class TemplateMagicError(TemplateError):
    code = "matching.template.magic"
    sentence = "These bytes are not a finger minutiae record of ISO/IEC 19794-2:2005 (they begin with %(found)s)."


class TemplateTruncatedError(TemplateError):
    code = "matching.template.truncated"
    sentence = "The finger template stops after %(found)s bytes of %(expected)s."


class TemplateTrailingBytesError(TemplateError):
    code = "matching.template.trailing"
    sentence = "The finger template is followed by %(extra)s bytes that do not belong to it."


class TemplateFieldError(TemplateError):
    code = "matching.template.field"
    sentence = "The finger template holds an impossible %(field)s: %(value)s."


class MinutiaOutOfBoundsError(TemplateError):
    code = "matching.template.bounds"
    sentence = "A minutia at %(x)s, %(y)s lies outside the image of %(width)s × %(height)s pixels."


class FingerImageError(BitaqaError):
    code = "matching.image.finger"
    sentence = "The finger image must be greyscale, between 120 × 120 and 2000 × 2000 pixels: this one is %(shape)s."
    next_step = "Set the scanner to 500 dpi greyscale and take the finger again."
    status = 422


class PortraitImageError(BitaqaError):
    code = "matching.image.portrait"
    sentence = "The portrait cannot be read as a picture: %(detail)s."
    next_step = "Take the portrait again, or choose another JPEG or PNG file."
    status = 422


class FaceModelError(BitaqaError):
    """The face model of this deployment is not used."""

    code = "matching.face_model"
    sentence = "The face model is not used: %(problem)s."
    next_step = "Go on with fingers or with two people; have the model and its manifest installed again."
    status = 503


class ExtractorError(BitaqaError):
    """Minutiae cannot be read from images on this machine."""

    code = "matching.extractor"
    sentence = "Fingerprints cannot be read from images here."
    next_step = "Install the packages of the lock file again."
    status = 503


class ExtractorMissingError(ExtractorError):
    code = "matching.extractor.missing"
    sentence = "Fingerprints cannot be read from images here: the package %(package)s is not installed."


class ExtractorModelError(ExtractorError):
    code = "matching.extractor.model"
    sentence = "The model that reads fingerprints is %(found)s…, not %(expected)s…: its thresholds were never measured."


class NothingToMeasureError(BitaqaError):
    code = "matching.measuring.nothing"
    sentence = "There is nothing to measure: no %(what)s."
    next_step = "Give a folder of images named FINGER_IMPRESSION.png (or tif, bmp), with several impressions a finger."
    status = 422


class IndexStateError(BitaqaError):
    """An index of fingers cannot be used as it stands."""

    code = "matching.index"
    sentence = "The index of fingerprints cannot be read."
    next_step = "Build this part of the index again from the templates in the vault."
    status = 503


class IndexDamagedError(IndexStateError):
    code = "matching.index.damaged"
    sentence = "A part of the index of fingerprints is missing or damaged: %(part)s."


class IndexForeignVocabularyError(IndexStateError):
    code = "matching.index.vocabulary"
    sentence = "This part of the index of fingerprints was sorted by another vocabulary: %(part)s."


class PartLostError(BitaqaError):
    code = "matching.part_lost"
    sentence = "The process that has part “%(part)s” of the index of fingers ended twice."
    next_step = "Nothing is lost and the same is asked again; look whether the machine is short of memory."
    status = 503
