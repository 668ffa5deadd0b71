"""An import-linter contract of this house: other rooms enter a room through its `door.py` alone.

A room is a package directly inside one of the `houses` (records, journey ...). What stands beside the rooms
(a single module such as `backbone/clock.py`) is open to all who may import the house at all.
"""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Broken by any import from outside a room into one of its modules other than `door`."""

    houses = fields.ListField(subfield=fields.StringField())
    open_rooms = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = []
        for house in self.houses:  # type: ignore[attr-defined]
            if house not in graph.modules:
                continue
            for room in sorted(graph.find_children(house)):
                inside = graph.find_descendants(room)
                if not inside or room in (self.open_rooms or []):  # type: ignore[operator]
                    continue
                door = {f"{room}.door", *graph.find_descendants(f"{room}.door")} if f"{room}.door" in inside else set()
                for module in sorted(inside - door):
                    for importer in sorted(graph.find_modules_that_directly_import(module) - inside - {room}):
                        for detail in graph.get_import_details(importer=importer, imported=module):
                            broken.append((importer, detail["line_number"], module))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        broken: list[Any] = check.metadata["broken"]
        for importer, line, module in broken:
            output.print_error(f"- {importer} (line {line}) imports {module}: go through its room's door.py")
