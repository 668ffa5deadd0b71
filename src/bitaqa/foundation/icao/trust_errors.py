"""Why a certificate, a revocation list or a signed object is not believed: one class per fact.

TrustError
├── certificates: CertificateFormError, CertificateProfileError, CertificateSignatureError, IssuerUnknownError,
│                 IssuerExpiredError, SignerExpiredError, SignerNotYetValidError, SignerRevokedError
├── revocation:   RevocationUnknownError, RevocationStaleError, RevocationSignatureError
├── signed data:  SodFormError, SodSignatureError, DigestMismatchError, GroupUnsignedError, GroupMissingError,
│                 MasterListError
└── signing:      KeyUseOverError, KeyKindError, BatchNotCoveredError
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError

_STOP = "Stop signing and tell the key custodians."
_REMAKE = "Set the card aside and make it again under a new document number."
_REFRESH = "Bring the CSCA's newest revocation list."


class TrustError(BitaqaError):
    """Something signed is not believed."""

    code = "icao.trust"
    sentence = "The signature on the document is not believed."
    next_step = "Accept nothing that was signed with it, and tell the key custodians."
    status = 422


# --- certificates ---------------------------------------------------------------------------------------------------
class CertificateFormError(TrustError):
    code = "icao.certificate_form"
    sentence = "The %(kind)s cannot be read: it is cut short, followed by other bytes or not in DER."


class CertificateProfileError(TrustError):
    code = "icao.certificate_profile"
    sentence = "The certificate is not that of a %(kind)s (ICAO 9303-12): %(rule)s."
    next_step = _STOP


class CertificateSignatureError(TrustError):
    code = "icao.certificate_signature"
    sentence = "The certificate names a CSCA which did not sign it."


class IssuerUnknownError(TrustError):
    code = "icao.issuer_unknown"
    sentence = "The document signer's certificate comes from a CSCA that is not trusted here."
    next_step = "Check which CSCA certificates are trusted; a foreign or false card is not repaired by trusting more."


class IssuerExpiredError(TrustError):
    code = "icao.issuer_expired"
    sentence = "The CSCA certificate is not valid at this time: it ends on %(until)s."


class SignerExpiredError(TrustError):
    code = "icao.signer_expired"
    sentence = "The document signer's certificate expired on %(until)s."


class SignerNotYetValidError(TrustError):
    code = "icao.signer_not_yet_valid"
    sentence = "The document signer's certificate is valid from %(since)s on only."


class SignerRevokedError(TrustError):
    code = "icao.signer_revoked"
    sentence = "The document signer's certificate %(serial)s was revoked."
    next_step = "Cards of this signer are made again; tell the key custodians."


# --- revocation -----------------------------------------------------------------------------------------------------
class RevocationUnknownError(TrustError):
    code = "icao.revocation_unknown"
    sentence = "No revocation list of the CSCA is at hand."
    next_step = _REFRESH


class RevocationStaleError(TrustError):
    code = "icao.revocation_stale"
    sentence = "The CSCA's revocation list should have been replaced by %(until)s."
    next_step = _REFRESH


class RevocationSignatureError(TrustError):
    code = "icao.revocation_signature"
    sentence = "The revocation list was not signed by the CSCA it names."
    next_step = _REFRESH


# --- signed data ----------------------------------------------------------------------------------------------------
class SodFormError(TrustError):
    code = "icao.sod_form"
    sentence = "The signed object of the chip is not what Doc 9303 describes: %(rule)s."
    next_step = _REMAKE


class SodSignatureError(TrustError):
    code = "icao.sod_signature"
    sentence = "The signature over the chip's data does not hold: something was changed, or another key signed."
    next_step = _REMAKE


class DigestMismatchError(TrustError):
    code = "icao.digest_mismatch"
    sentence = "The file %(file)s of the chip is not the one that was signed."
    next_step = _REMAKE


class GroupUnsignedError(TrustError):
    code = "icao.group_unsigned"
    sentence = "The chip holds the file %(file)s, which nobody signed."
    next_step = _REMAKE


class GroupMissingError(TrustError):
    code = "icao.group_missing"
    sentence = "The file %(file)s was signed and is not on the chip."
    next_step = _REMAKE


class MasterListError(TrustError):
    code = "icao.master_list"
    sentence = "The master list is not what Doc 9303 describes: %(rule)s."


# --- signing --------------------------------------------------------------------------------------------------------
class KeyUseOverError(TrustError):
    code = "icao.key_use_over"
    sentence = "The document signer's key may sign no more: its %(limit)s is reached."
    next_step = "Hold the ceremony that gives the issuing centre its next document signer."


class KeyKindError(TrustError):
    code = "icao.key_kind"
    sentence = "This is not a key with which documents are signed: %(rule)s."


class BatchNotCoveredError(TrustError):
    code = "icao.batch_not_covered"
    sentence = "No approved batch covers %(asked)s signatures more: %(left)s are left."
    next_step = "Have the batch approved, or find out why more cards are made than were ordered."
    status = 403
