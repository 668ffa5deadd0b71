"""A network between a program and PostgreSQL that a test cuts: bytes vanish both ways, connections stay open.

Listens on a loopback port of its own and carries each connection to the server's socket file. Cut, it swallows what
either side sends and tells neither; healed, connections that lost bytes are closed and new ones go through.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path


class CutNetwork:
    """`with CutNetwork(Path(socket_file)) as network:`, then `network.port`, `cut()`, `heal()`."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._whole = threading.Event()
        self._whole.set()
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.swallowed = [0, 0]
        """Bytes that never arrived: towards the server, and back."""

    def __enter__(self) -> CutNetwork:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._close_all()
        for thread in self._threads:
            thread.join(timeout=60)
        self._listener.close()

    def cut(self) -> None:
        self._whole.clear()

    def heal(self) -> None:
        self._close_all()
        self._whole.set()

    def _close_all(self) -> None:
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self._server))
            with self._lock:
                self._pairs.append((near, far))
                self._threads.append(threading.Thread(target=self._serve, args=[near, far], daemon=True))
            self._threads[-1].start()

    def _serve(self, near: socket.socket, far: socket.socket) -> None:
        with near, far:
            back = threading.Thread(target=self._carry, args=[far, near, 1], daemon=True)
            back.start()
            self._carry(near, far, 0)
            back.join()
            with self._lock:
                self._pairs = [pair for pair in self._pairs if pair[0] is not near]

    def _carry(self, source: socket.socket, target: socket.socket, way: int) -> None:
        lossless = True
        with suppress(OSError):
            while data := source.recv(65536):
                if not self._whole.is_set():
                    self.swallowed[way] += len(data)
                    lossless = False
                elif lossless:
                    target.sendall(data)
        if lossless and self._whole.is_set():  # a goodbye is lost in a cut network, like everything else
            with suppress(OSError):
                target.shutdown(socket.SHUT_RDWR)
