"""The tree's arithmetic against the recursive definition of RFC 6962 §2.1, written out here a second time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.backbone.journal.merkle import (
    EMPTY_ROOT,
    Frontier,
    Place,
    consistency_holds,
    consistency_ranges,
    inclusion_holds,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    perfect_subtrees,
    range_hash,
)


def naive_root(data: Sequence[bytes]) -> bytes:
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\0" + data[0]).digest()
    middle = naive_split(len(data))
    return hashlib.sha256(b"\1" + naive_root(data[:middle]) + naive_root(data[middle:])).digest()


def naive_split(size: int) -> int:
    middle = 1
    while middle * 2 < size:
        middle *= 2
    return middle


def naive_path(index: int, data: Sequence[bytes]) -> list[bytes]:
    if len(data) == 1:
        return []
    middle = naive_split(len(data))
    if index < middle:
        return [*naive_path(index, data[:middle]), naive_root(data[middle:])]
    return [*naive_path(index - middle, data[middle:]), naive_root(data[:middle])]


def naive_proof(old: int, data: Sequence[bytes], whole: bool = True) -> list[bytes]:
    if old == len(data):
        return [] if whole else [naive_root(data)]
    middle = naive_split(len(data))
    if old <= middle:
        return [*naive_proof(old, data[:middle], whole), naive_root(data[middle:])]
    return [*naive_proof(old - middle, data[middle:], False), naive_root(data[:middle])]


def stored(data: Sequence[bytes]) -> tuple[Frontier, dict[Place, bytes]]:
    frontier, nodes = Frontier(), {}
    for index, item in enumerate(data):
        nodes[0, index] = leaf_hash(item)
        nodes.update(frontier.append(leaf_hash(item)))
    return frontier, nodes


DATA = [bytes([n]) for n in range(130)]


def test_the_known_roots_of_the_rfc_6962_reference_tree() -> None:
    """The reference implementation's eight leaves and their root."""
    leaves = [bytes.fromhex(text) for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )]  # fmt: skip
    root = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert stored(leaves)[0].root().hex() == root
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(len(DATA)))
def test_roots_and_stored_subtrees(size: int) -> None:
    frontier, nodes = stored(DATA[:size])
    assert frontier.root() == naive_root(DATA[:size])
    assert range_hash((0, size), nodes.__getitem__) == frontier.root()
    for (level, position), found in nodes.items():
        assert found == naive_root(DATA[position << level : position + 1 << level])
    again = Frontier(size, [nodes[place] for place in perfect_subtrees(0, size)])
    assert again.append(leaf_hash(b"next")) == frontier.append(leaf_hash(b"next"))
    assert again.root() == frontier.root()


@given(st.integers(1, 130).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_inclusion(case: tuple[int, int]) -> None:
    index, size = case
    _, nodes = stored(DATA)  # proofs about an earlier size come from the grown tree
    path = [range_hash(span, nodes.__getitem__) for span in inclusion_ranges(index, size)]
    assert path == naive_path(index, DATA[:size])
    assert len(path) <= size.bit_length()
    root, leaf = naive_root(DATA[:size]), leaf_hash(DATA[index])
    assert inclusion_holds(leaf=leaf, index=index, size=size, path=path, root=root)
    assert not inclusion_holds(leaf=leaf_hash(b"other"), index=index, size=size, path=path, root=root)
    assert not inclusion_holds(leaf=leaf, index=index, size=size, path=[*path, leaf], root=root)
    assert not inclusion_holds(leaf=leaf, index=size, size=size, path=path, root=root)
    if path:
        assert not inclusion_holds(leaf=leaf, index=index, size=size, path=path[:-1], root=root)
        assert not inclusion_holds(leaf=leaf, index=index ^ 1, size=size, path=path, root=root)


@given(st.integers(1, 130).flatmap(lambda new: st.tuples(st.integers(1, new), st.just(new))))
def test_consistency(case: tuple[int, int]) -> None:
    old, new = case
    _, nodes = stored(DATA)
    path = [range_hash(span, nodes.__getitem__) for span in consistency_ranges(old, new)]
    assert path == naive_proof(old, DATA[:new])
    old_root, new_root = naive_root(DATA[:old]), naive_root(DATA[:new])
    assert consistency_holds(old=old, new=new, old_root=old_root, new_root=new_root, path=path)
    rewritten = naive_root([b"rewritten", *DATA[1:new]])
    assert not consistency_holds(old=old, new=new, old_root=old_root, new_root=rewritten, path=path)
    assert not consistency_holds(old=old, new=new, old_root=old_root, new_root=new_root, path=[*path, old_root])
    if path:
        assert not consistency_holds(old=old, new=new, old_root=old_root, new_root=new_root, path=path[:-1])


def test_what_is_refused() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_ranges(index, size)
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="beginning"):
            consistency_ranges(old, new)
        assert not consistency_holds(old=old, new=new, old_root=b"", new_root=b"", path=[])
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, [b"one"])
    assert node_hash(b"", b"") == hashlib.sha256(b"\1").digest()
