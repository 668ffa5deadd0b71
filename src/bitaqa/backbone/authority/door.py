"""The one way into the authority for other rooms: who signs cards today, and whom a reader believes."""

from __future__ import annotations

from .papers import PaperSigner, paper_signer
from .signers import SignerState, document_signer, signer_state, trust_list

__all__ = ["PaperSigner", "SignerState", "document_signer", "paper_signer", "signer_state", "trust_list"]
