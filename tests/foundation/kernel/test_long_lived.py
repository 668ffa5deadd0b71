"""What a server loaded stays out of every later collection; what requests leave behind is still collected."""

import gc
import subprocess
import sys

SERVER = """
import gc, weakref
from bitaqa.foundation.kernel.long_lived import OLD, MIDDLE, YOUNG, spare_the_collector

class Node:
    pass

def left_behind():
    one, other = Node(), Node()
    one.other, other.other = other, one
    return weakref.ref(one)

gone = left_behind()
spare_the_collector()
assert gone() is None, "what was garbage before is not kept for ever"
assert gc.get_freeze_count() > 1000 and gc.get_threshold() == (YOUNG, MIDDLE, OLD) and gc.isenabled()
later = left_behind()
kept = [[] for _ in range(YOUNG + 100)]
assert later() is None, "a request's cycle goes with the next collection"
print("held")
"""


def test_what_was_loaded_is_spared_and_garbage_is_not() -> None:
    said = subprocess.run([sys.executable, "-c", SERVER], capture_output=True, text=True, check=False)
    assert (said.stdout, said.stderr) == ("held\n", "")
    assert gc.get_freeze_count() == 0, "only servers do it"
