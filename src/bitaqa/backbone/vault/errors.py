"""What the vault refuses, as facts."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, BitaqaError


class VaultError(BitaqaError):
    """Parent of the vault's errors; never raised itself."""


class MasterKeyMissingError(VaultError):
    code = "vault.master_key_missing"
    sentence = "The master key is not there: nothing in the vault can be opened."
    next_step = "Set BITAQA_MASTER_KEY to the 32 bytes (base64) kept by the key custodians."
    status = 503


class MasterKeyUnreadableError(VaultError):
    code = "vault.master_key_unreadable"
    sentence = "The master key is not 32 bytes in base64, or others may read its file."
    next_step = "Give the key as the custodians wrote it; its file must belong to the program alone (mode 0600)."
    status = 503


class WrappedKeyUnreadableError(VaultError):
    code = "vault.wrapped_key_unreadable"
    sentence = "The key %(key)s was not wrapped by this master key, or its record was altered."
    next_step = "Bring back the master key it was wrapped with, or the record from a backup."
    status = 503


class KeyMissingError(VaultError):
    code = "vault.key_missing"
    sentence = "There is no key for “%(role)s”."
    next_step = "Run `bitaqa keys ensure` with the custodians present."
    status = 503


class BlobNotFoundError(VaultError):
    code = "vault.blob_not_found"
    sentence = "No file %(blob)s is known."
    next_step = CHOOSE_AGAIN
    status = 404


class BlobNameNotFoundError(VaultError):
    code = "vault.blob_name_not_found"
    sentence = "The file %(blob)s holds nothing called “%(name)s”."
    next_step = CHOOSE_AGAIN
    status = 404


class BlobDestroyedError(VaultError):
    code = "vault.blob_destroyed"
    sentence = "What the file %(blob)s held was erased for ever."
    next_step = "Nothing to do: an erasure cannot be undone."
    status = 410


class BlobMissingError(VaultError):
    code = "vault.blob_missing"
    sentence = "The bytes of %(blob)s are not in the store."
    next_step = "Bring back the segment %(segment)s from a backup."
    status = 503


class BlobCorruptError(VaultError):
    code = "vault.blob_corrupt"
    sentence = "The bytes of %(blob)s are not those that were stored."
    next_step = "Bring back the segment %(segment)s from a backup."
    status = 503


class BlobStoreFullError(VaultError):
    code = "vault.blob_store_full"
    sentence = "The disk of the file store is full; nothing was stored."
    next_step = "Make room or add a disk: what waits is taken again by itself."
    status = 507


# --- keys that sign cards -------------------------------------------------------------------------------------------
class TokenUnreachableError(VaultError):
    code = "vault.token_unreachable"
    sentence = "The key token “%(token)s” is not there."
    next_step = "Check BITAQA_TOKEN_MODULE and BITAQA_TOKEN_LABEL, and that the token is plugged in or reachable."
    status = 503


class TokenRefusedError(VaultError):
    code = "vault.token_refused"
    sentence = "The key token “%(token)s” refused (%(reason)s)."
    next_step = "Ask the key custodians; never try PINs, a token locks itself."
    status = 503


class CardKeyMissingError(VaultError):
    code = "vault.card_key_missing"
    sentence = "There is no signing key called “%(key)s”."
    next_step = "Hold the key ceremony."
    status = 503


class CardKeyExistsError(VaultError):
    code = "vault.card_key_exists"
    sentence = "There is already a signing key called “%(key)s”; keys are never overwritten."
    next_step = "Write another name for the key."


class CardKeyNameError(VaultError):
    code = "vault.card_key_name"
    sentence = "“%(key)s” cannot name a key: small letters, digits and hyphens can."
    next_step = "Write another name for the key."
    status = 422


class SoftwareCardKeysRefusedError(VaultError):
    code = "vault.software_card_keys_refused"
    sentence = "Cards are not signed in production by keys kept in software."
    next_step = "Name the key token in BITAQA_TOKEN_MODULE."
    status = 503


class TokenExistsError(VaultError):
    code = "vault.token_exists"
    sentence = "The token “%(token)s” was begun before; it is never begun again."
    next_step = "Bring its holders and open it: to replace the key in it, hold the ceremony `rotate`."


class TokenNotOursError(VaultError):
    code = "vault.token_not_ours"
    sentence = "The token “%(token)s” is not one that this program begins or copies."
    next_step = "Begin or copy it with its maker's tool, under the holders' eyes, then go on."
    status = 422


class BackupUnreadableError(VaultError):
    code = "vault.backup_unreadable"
    sentence = "The key “%(key)s” could not be made to sign from the copy: this is not a backup."
    next_step = "Make another copy, and let nobody go home before it has signed."


class ChipKeySizeError(VaultError):
    code = "vault.chip_key_size"
    sentence = "A master key of chips has 16 bytes; %(size)s were given."
    next_step = "Type the key as the manufacturer's letter gives it: 32 hexadecimal characters."
    status = 422


class BatchAlreadyApprovedError(VaultError):
    code = "vault.batch_already_approved"
    sentence = "The batch %(batch)s was already approved for signing."
    next_step = "Go on with the batch: nothing more is to be approved."


class MandateSizeError(VaultError):
    code = "vault.mandate_size"
    sentence = "A batch of %(cards)s cards cannot be approved: between 1 and %(most)s can."
    next_step = "Form a smaller batch."
    status = 422
