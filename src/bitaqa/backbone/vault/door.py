"""The one way into the vault for other rooms: keys that sign and open, approvals to sign, and the store of files."""

from __future__ import annotations

from collections.abc import Mapping

from bitaqa.foundation.packet.keys import OpeningKey, SealingKey, Signer, Verifier

from .blobs import BlobRef, BlobStore, blob_store
from .card_keys import CardKeyStore, card_key_store
from .chip_keys import chip_keys, keep_chip_key
from .csca_token import (
    SECRET_SIZE,
    begin_csca_token,
    begin_token,
    copy_csca_token,
    csca_token_there,
    open_csca_token,
    rehearse_restore,
    specimen_secret,
)
from .data_keys import destroy_owner_keys, owners_with_keys
from .keys import ensure_keys, key_store
from .mandates import BatchQuota, approve_signing, close_signing, lessen_signing, signatures_left

__all__ = [
    "SECRET_SIZE",
    "BatchQuota",
    "BlobRef",
    "BlobStore",
    "CardKeyStore",
    "approve_signing",
    "begin_csca_token",
    "begin_token",
    "blob_store",
    "card_key_store",
    "chip_keys",
    "close_signing",
    "copy_csca_token",
    "csca_token_there",
    "destroy_owner_keys",
    "ensure_keys",
    "keep_chip_key",
    "lessen_signing",
    "open_csca_token",
    "opening_keys",
    "owners_with_keys",
    "rehearse_restore",
    "sealing_key",
    "signatures_left",
    "signer",
    "specimen_secret",
    "verifiers",
]


def signer(role: str) -> Signer:
    """The key that signs for `role` (`centre`, `journal`) today."""
    return key_store().signer(role)


def verifiers(role: str) -> Mapping[bytes, Verifier]:
    """Every public key that ever signed for `role`, by key id."""
    return key_store().verifiers(role)


def opening_keys() -> Mapping[bytes, OpeningKey]:
    """Every key that opens packets, by key id; two overlap, old ones stay at least 90 days."""
    return key_store().opening_keys()


def sealing_key() -> SealingKey:
    """The public key stations seal to from now on."""
    return key_store().sealing_key()
