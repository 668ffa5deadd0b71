"""The pages of intake: packets and chains, one packet in quarantine, packets brought on a disk."""
