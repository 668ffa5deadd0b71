"""`bitaqa fingers-proof NUMBER`: what vault and journal say of erased fingerprints; exit 1 until it is whole."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prints the proof that a person's finger templates are gone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="national number")

    def handle(self, *args: Any, **options: Any) -> None:
        from bitaqa.journey.screening.fingers.requesting import proof_of
        from bitaqa.journey.screening.models import FingerErasure
        from bitaqa.records.persons import door as persons

        number = "".join(options["number"].upper().split())
        person = persons.persons_by_number([number]).get(number)
        rows = (
            FingerErasure.objects.filter(person=person.id, outcome="erased") if person else FingerErasure.objects.none()
        )
        proofs = [proof for row in rows.order_by("settled_at") for proof in proof_of(row)]
        for proof in proofs:
            key = "no key opens them" if proof.key_destroyed else "a key exists again"
            self.stdout.write(f"{proof.receipt_number}: erased {proof.erased_at}; {key}")
            for engine, at in proof.forgotten.items():
                self.stdout.write(f"  engine {engine} forgot them {at}")
            for engine in proof.missing:
                self.stdout.write(f"  engine {engine} has not said so yet")
        if not proofs or not all(proof.whole for proof in proofs):
            self.stdout.write("no whole proof")
            sys.exit(1)
        self.stdout.write("the proof is whole")
