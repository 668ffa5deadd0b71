"""Bitaqa: identity documents issued close to where people live."""

import os

# Our matrices are small and our machines run several programs: an algebra library that spreads a product of a
# millisecond over all cores waits for the busiest of them, tenfold. Read once, when numpy is first loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
