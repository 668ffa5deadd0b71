"""What travels between a station and the centre: sealed packets, their chain, and the centre's signed word.

The format is published in `docs/reference/packet-format.md` with vectors that any other program can check.
"""
