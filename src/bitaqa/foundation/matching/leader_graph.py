"""LEADER's graph with its activations in one operator each, instead of nine.

The model file was written by a converter that spells the activation out (Hendrycks & Gimpel, "Gaussian Error Linear
Units", 2016, the tanh form): `0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))`, nine passes over the picture and two
transpositions. ONNX Runtime has that function as one operator; a quarter of the processor time goes away and the maps
stay the same to the sixth digit or so of their range. The weights are not touched. Refuses nothing: a graph without
such a pattern comes back as it was.
"""

from __future__ import annotations

from typing import Any

import onnx
from onnx import helper


def with_fused_activations(model: bytes) -> bytes:
    """The same network, serialised (ONNX), its tanh activations replaced by `com.microsoft.FastGelu`."""
    read = onnx.load_from_string(model)
    fused = _Activations(read.graph).fuse()
    if fused:
        read.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return bytes(read.SerializeToString())


class _Activations:
    """Finds each `tanh`, walks to the activation's input and output, and puts one operator between them."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph
        self.constants = {each.name for each in graph.initializer}
        self.maker = {output: node for node in graph.node for output in node.output}
        self.users: dict[str, list[Any]] = {}
        for node in graph.node:
            for name in node.input:
                self.users.setdefault(name, []).append(node)

    def fuse(self) -> int:
        """How many activations were replaced."""
        gone: set[str] = set()
        instead: dict[str, Any] = {}
        for node in self.graph.node:
            if node.op_type == "Tanh" and (found := self._around(node)) is not None:
                start, last, passed = found
                gone.update(each.name for each in passed)
                instead[last.name] = helper.make_node(
                    "FastGelu", [start], list(last.output), name=f"{last.name}/fused", domain="com.microsoft"
                )
        kept = [
            instead.get(node.name, node) for node in self.graph.node if node.name in instead or node.name not in gone
        ]
        del self.graph.node[:]
        self.graph.node.extend(kept)
        return len(instead)

    def _around(self, tanh: Any) -> tuple[str, Any, list[Any]] | None:
        """(name of x, the last node, every node of the pattern); None when the pattern is another."""
        scaled = self._made(tanh.input[0], "Mul")
        total = self._made(self._variable(scaled), "Add") if scaled else None
        plus_one = self._used(tanh, "Add")
        product = self._used(plus_one, "Mul") if plus_one else None
        if scaled is None or total is None or plus_one is None or product is None:
            return None
        half = self._made(next(name for name in product.input if name != plus_one.output[0]), "Mul")
        if half is None or (start := self._variable(half)) not in total.input:
            return None
        cubed = self._cube(next(name for name in total.input if name != start), start)
        if cubed is None:
            return None
        return start, product, [tanh, scaled, total, plus_one, product, half, *cubed]

    def _cube(self, name: str, start: str) -> list[Any] | None:
        """The nodes from `start` to `name`: a third power, a factor, and transpositions there and back."""
        passed: list[Any] = []
        while name != start:
            node = self.maker.get(name)
            if node is None or node.op_type not in ("Transpose", "Pow", "Mul"):
                return None
            passed.append(node)
            name = self._variable(node)
        return passed if any(node.op_type == "Pow" for node in passed) else None

    def _made(self, name: str, kind: str) -> Any:
        node = self.maker.get(name)
        return node if node is not None and node.op_type == kind else None

    def _used(self, node: Any, kind: str) -> Any:
        """The only user of what `node` makes, when it is of that kind."""
        users = self.users.get(node.output[0], [])
        return users[0] if len(users) == 1 and users[0].op_type == kind else None

    def _variable(self, node: Any) -> str:
        """The input that is no constant."""
        return next((name for name in node.input if name not in self.constants), "")
