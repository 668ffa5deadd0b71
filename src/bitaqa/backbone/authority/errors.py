"""What the authority refuses, as facts."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, BitaqaError


class AuthorityError(BitaqaError):
    """Parent of the room's errors; never raised itself."""


class AuthorityUnnamedError(AuthorityError):
    code = "authority.unnamed"
    sentence = "The country pack does not say in whose name certificates are made: [certificates] lacks “%(field)s”."
    next_step = "Complete the authority's own country pack, then hold the ceremony again."


class AlgorithmUnknownError(AuthorityError):
    code = "authority.algorithm_unknown"
    sentence = "The country pack asks for the algorithm “%(algorithm)s”, which cards are not signed with."
    next_step = "Choose one of those listed in the reference of chip data."
    status = 422


class NoCscaError(AuthorityError):
    code = "authority.no_csca"
    sentence = "There is no country signing key yet."
    next_step = "Hold the ceremony: `bitaqa ceremony csca`."
    status = 503


class CscaExistsError(AuthorityError):
    code = "authority.csca_exists"
    sentence = "The country signing key was made before: a second beginning would be a second authority."
    next_step = "Replace it instead: `bitaqa ceremony rotate` links the new key to the old one."


class NoSignerError(AuthorityError):
    code = "authority.no_signer"
    sentence = "The issuing centre %(centre)s has no document signer in force: nothing can be signed there."
    next_step = "Hold the ceremony: `bitaqa ceremony ds`."
    status = 503


class NoPaperSignerError(AuthorityError):
    code = "authority.no_paper_signer"
    sentence = "No key that signs PDF files is in force: no certificate can be made."
    next_step = "Hold the ceremony: `bitaqa ceremony ds`."
    status = 503


class CertificateUnknownError(AuthorityError):
    code = "authority.certificate_unknown"
    sentence = "No document signer of this authority has the serial number %(serial)s."
    next_step = CHOOSE_AGAIN
    status = 404


class CeremonyUnknownError(AuthorityError):
    code = "authority.ceremony_unknown"
    sentence = "No ceremony is known under this id."
    next_step = CHOOSE_AGAIN
    status = 404


class HoldersTooFewError(AuthorityError):
    code = "authority.holders_too_few"
    sentence = "%(present)s holders are present; %(needed)s are needed, each another person."
    next_step = "Wait until enough holders are in the room."
    status = 422


class BackupSignatureError(AuthorityError):
    code = "authority.backup_signature"
    sentence = "What the copy signed does not belong to the country signing key: the backup is not one."
    next_step = "Make another copy, and let nobody go home before it has signed."


class BackupFolderUsedError(AuthorityError):
    code = "authority.backup_folder_used"
    sentence = "The folder %(folder)s holds a copy already, or is none."
    next_step = "Name an empty folder for the copy, then hold the ceremony: nothing was begun."
