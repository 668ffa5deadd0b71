"""LEADER's graph in fewer passes over the picture: its activations and its layer normalisations, written shorter.

The model file was written by a converter that spells both out. The activation (Hendrycks & Gimpel, "Gaussian Error
Linear Units", 2016, the tanh form), `0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))`, takes nine passes; ONNX
Runtime has it as one operator. The normalisation (Ba, Kiros & Hinton, "Layer Normalization", 2016) stands as
`x m + (beta - mean m)` with an `m = gamma / deviation` as wide as the picture, although the deviation is one number a
pixel: written as `(x - mean) / deviation`, with the difference that the variance needs anyway, the factor and the
shift of each channel move into the weights of the 1 x 1 convolution that follows. A third of the processor time goes
away (0.51 to 0.34 s for 384 x 288 pixels); the maps stay the same to the fourth digit or so of their range. Refuses
nothing: what has another shape comes back as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Weights = NDArray[np.float64]


def in_fewer_passes(model: bytes) -> bytes:
    """The same network, serialised (ONNX): `com.microsoft.FastGelu` for its activations, normalisations folded."""
    read = onnx.load_from_string(model)
    graph = _Graph(read.graph)
    if _fuse_activations(graph):
        read.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    _fold_normalisations(graph)
    graph.write_back()
    return bytes(read.SerializeToString())


class _Graph:
    """Who makes and who reads each value, and nodes to be put in the place of others."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph
        self.constants = {each.name: each for each in graph.initializer}
        self.maker = {output: node for node in graph.node for output in node.output}
        self.users: dict[str, list[Any]] = {}
        for node in graph.node:
            for name in node.input:
                self.users.setdefault(name, []).append(node)
        self._instead: dict[str, list[Any]] = {}
        self._gone: set[str] = set()

    def nodes(self, kind: str) -> list[Any]:
        return [node for node in self.graph.node if node.op_type == kind]

    def made(self, name: str, kind: str) -> Any:
        """The node that makes the value, when it is of that kind."""
        node = self.maker.get(name)
        return node if node is not None and node.op_type == kind else None

    def only_user(self, node: Any, kind: str) -> Any:
        """The only node that reads what `node` makes, when it is of that kind."""
        users = self.users.get(node.output[0], [])
        return users[0] if len(users) == 1 and users[0].op_type == kind else None

    def variable(self, node: Any) -> str:
        """The input that is no constant."""
        return next((name for name in node.input if name not in self.constants), "")

    def constant(self, node: Any) -> str:
        return next((name for name in node.input if name in self.constants), "")

    def weights(self, name: str) -> Weights:
        return np.asarray(numpy_helper.to_array(self.constants[name]), np.float64)

    def add_weights(self, name: str, values: Weights) -> str:
        self.graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), name))
        return name

    def replace(self, passed: Sequence[Any], instead: Sequence[Any]) -> None:
        """`instead` stands where the last of `passed` stood; the others go."""
        self._gone.update(node.name for node in passed)
        self._instead[passed[-1].name] = list(instead)

    def write_back(self) -> None:
        """Nodes that were replaced, and nodes and constants that nobody reads any more, are gone."""
        read = {output.name for output in self.graph.output}
        kept: list[Any] = []
        for node in reversed(self.graph.node):
            for each in reversed(self._instead.get(node.name, [] if node.name in self._gone else [node])):
                if read.intersection(each.output):
                    read.update(each.input)
                    kept.append(each)
        constants = [each for each in self.graph.initializer if each.name in read]
        del self.graph.node[:], self.graph.initializer[:]
        self.graph.node.extend(reversed(kept))
        self.graph.initializer.extend(constants)


# --- activations ---------------------------------------------------------------------------------------------------
def _fuse_activations(graph: _Graph) -> int:
    """How many activations became one operator."""
    found = [each for node in graph.nodes("Tanh") if (each := _activation(graph, node)) is not None]
    for start, passed in found:
        last = passed[-1]
        fused = helper.make_node(
            "FastGelu", [start], list(last.output), name=f"{last.name}/fused", domain="com.microsoft"
        )
        graph.replace(passed, [fused])
    return len(found)


def _activation(graph: _Graph, tanh: Any) -> tuple[str, list[Any]] | None:
    """(name of x, every node of the pattern, the one that makes its result last); None for another pattern."""
    scaled = graph.made(tanh.input[0], "Mul")
    total = graph.made(graph.variable(scaled), "Add") if scaled else None
    plus_one = graph.only_user(tanh, "Add")
    product = graph.only_user(plus_one, "Mul") if plus_one else None
    if scaled is None or total is None or plus_one is None or product is None:
        return None
    half = graph.made(next(name for name in product.input if name != plus_one.output[0]), "Mul")
    if half is None or (start := graph.variable(half)) not in total.input:
        return None
    cubed = _cube(graph, next(name for name in total.input if name != start), start)
    if cubed is None:
        return None
    return start, [tanh, scaled, total, plus_one, half, *cubed, product]


def _cube(graph: _Graph, name: str, start: str) -> list[Any] | None:
    """The nodes from `start` to `name`: a third power, a factor, and transpositions there and back."""
    passed: list[Any] = []
    while name != start:
        node = graph.maker.get(name)
        if node is None or node.op_type not in ("Transpose", "Pow", "Mul"):
            return None
        passed.append(node)
        name = graph.variable(node)
    return passed if any(node.op_type == "Pow" for node in passed) else None


# --- layer normalisations ------------------------------------------------------------------------------------------
def _fold_normalisations(graph: _Graph) -> None:
    for reciprocal in graph.nodes("Reciprocal"):
        difference = _difference(graph, reciprocal)
        scale = graph.only_user(reciprocal, "Mul")
        if difference is None or scale is None or not (gamma := graph.constant(scale)):
            continue
        readers = graph.users.get(scale.output[0], [])
        scaled = next((node for node in readers if difference.input[0] in node.input), None)
        moved = next((node for node in readers if node is not scaled), None)
        last = graph.only_user(scaled, "Add") if scaled is not None else None
        shift = graph.only_user(moved, "Add") if moved is not None else None
        if last is None or shift is None or shift.output[0] not in last.input or not (beta := graph.constant(shift)):
            continue
        parts = [difference.output[0], reciprocal.output[0]]
        graph.replace([scale, scaled, moved, shift, last], _shorter(graph, parts, gamma, beta, last))


def _difference(graph: _Graph, reciprocal: Any) -> Any:
    """`x - mean`, of which `reciprocal` turns the deviation over; None for another pattern."""
    root = graph.made(reciprocal.input[0], "Sqrt")
    padded = graph.made(root.input[0], "Add") if root else None
    variance = graph.made(graph.variable(padded), "ReduceMean") if padded else None
    square = graph.made(variance.input[0], "Mul") if variance else None
    return graph.made(square.input[0], "Sub") if square and square.input[0] == square.input[1] else None


def _shorter(graph: _Graph, parts: list[str], gamma: str, beta: str, last: Any) -> list[Any]:
    """The nodes that stand for it; a 1 x 1 convolution that alone reads the result takes the constants in."""
    out, name = last.output[0], last.name
    following = graph.only_user(last, "Conv")
    if following is not None and graph.weights(following.input[1]).shape[2:] == (1, 1) and len(following.input) == 3:
        weights, bias = graph.weights(following.input[1]), graph.weights(following.input[2])
        factor, shift = graph.weights(gamma).reshape(-1), graph.weights(beta).reshape(-1)
        # W (gamma z + beta) + b = (W gamma) z + (W beta + b)
        following.input[1] = graph.add_weights(f"{name}/weights", weights * factor[None, :, None, None])
        following.input[2] = graph.add_weights(f"{name}/bias", bias + weights[:, :, 0, 0] @ shift)
        return [helper.make_node("Mul", parts, [out], name=f"{name}/unit")]
    return [
        helper.make_node("Mul", parts, [f"{out}/unit"], name=f"{name}/unit"),
        helper.make_node("Mul", [f"{out}/unit", gamma], [f"{out}/scaled"], name=f"{name}/scaled"),
        helper.make_node("Add", [f"{out}/scaled", beta], [out], name=f"{name}/shifted"),
    ]
