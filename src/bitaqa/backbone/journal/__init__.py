"""The account of every act: append-only entries, their Merkle tree, the dispatcher of events."""
