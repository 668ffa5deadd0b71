"""Carries commands to a card by pyscard: one hexadecimal line in, one out; `reset` powers the card anew.

Run by the system's own Python, for which Debian builds pyscard (PyPI has no wheel of it for Linux): the reader that
judges a card then shares no line of PC/SC code with the driver that wrote it.
"""

import sys

from smartcard.System import readers  # type: ignore[import-not-found]


def main(name: str) -> None:
    connection = next(each for each in readers() if str(each) == name).createConnection()
    connection.connect()
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "reset":
            connection.reconnect()
            print("", flush=True)
            continue
        data, first, second = connection.transmit(list(bytes.fromhex(line)))
        print(bytes([*data, first, second]).hex(), flush=True)
    connection.disconnect()


main(sys.argv[1])
