"""The one way into the authority for other rooms: who signs cards today, and whom a reader believes."""

from __future__ import annotations

from .papers import PaperSigner, PaperSignerState, paper_signer, paper_signer_state
from .signers import SignerState, document_signer, signer_state, trust_list

__all__ = [
    "PaperSigner",
    "PaperSignerState",
    "SignerState",
    "document_signer",
    "paper_signer",
    "paper_signer_state",
    "signer_state",
    "trust_list",
]
