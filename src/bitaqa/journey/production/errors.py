"""What production refuses, as facts: orders that cannot be made, blanks, batches, leases, chips, checks, packing."""

from __future__ import annotations

from typing import ClassVar

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, BitaqaError

from .error_words import CHIP_STATES, ZONE_FIELDS


class ProductionError(BitaqaError):
    """Parent of the room's errors; never raised itself."""


# --- orders ---------------------------------------------------------------------------------------------------------
class ApplicationWithoutPersonError(ProductionError):
    code = "production.application_without_person"
    sentence = "The application does not say which person it is about."
    next_step = "Screening decides that at approval: send the file back there, then try it again."


class PortraitMissingError(ProductionError):
    code = "production.portrait_missing"
    sentence = "The file holds no portrait that can be printed."
    next_step = "Have the person photographed again at a station, then try the order again."


class CarrierUnknownError(ProductionError):
    code = "production.carrier_unknown"
    sentence = "Documents carried by “%(carrier)s” are not made here."
    next_step = "Correct the document type in the country pack: its carrier is card or signed_pdf."


class LayoutGoneError(ProductionError):
    code = "production.layout_gone"
    sentence = "The country pack no longer holds version %(version)s of the document type “%(document_type)s”."
    next_step = "Keep old versions in the country pack as long as applications made under them wait."


class IssuingCentreUnknownError(ProductionError):
    code = "production.issuing_centre_unknown"
    sentence = "The country pack knows no issuing centre called “%(centre)s”."
    next_step = "Correct the routing in the country pack."
    status = 404


class DocumentNumbersExhaustedError(ProductionError):
    code = "production.document_numbers_exhausted"
    sentence = "No free document number is left in the series %(prefix)s."
    next_step = "Put a new series into the country pack."


class OrderUnknownError(ProductionError):
    code = "production.order_unknown"
    sentence = "No order is known under this id."
    next_step = CHOOSE_AGAIN
    status = 404


# --- blanks ---------------------------------------------------------------------------------------------------------
class BlankSerialRefusedError(ProductionError):
    code = "production.blank_serial_refused"
    sentence = "“%(serial)s” does not begin a range of at most %(most)s blanks."
    next_step = "Read the first serial from the delivery: letters, then digits; the count must fit their width."
    status = 422


class BlanksKnownError(ProductionError):
    code = "production.blanks_known"
    sentence = "%(count)s of these blanks were received before: %(serials)s."
    next_step = "Compare the delivery note with the blanks already received."


class NoBlanksError(ProductionError):
    code = "production.no_blanks"
    sentence = "The issuing centre %(centre)s has no blank left."
    next_step = "Receive a delivery of blanks; the orders go on by themselves."


class BlanksNotFreeError(ProductionError):
    code = "production.blanks_not_free"
    sentence = "These blanks are not free stock of this issuing centre: %(serials)s."
    next_step = "Scan them again."
    status = 422


class BlanksUnaccountedError(ProductionError):
    code = "production.blanks_unaccounted"
    sentence = (
        "The batch cannot be closed: missing %(missing)s; never received for it %(foreign)s; counted twice %(twice)s."
    )
    next_step = "Count again. Every blank is good, spoiled, kept as a sample or returned."


class SerialsNotThereError(ProductionError):
    code = "production.serials_not_there"
    sentence = "These blanks are not where the move begins, or are in a batch: %(serials)s."
    next_step = "Scan them again, from the place they are in."
    status = 422


class VaultMoveUnknownError(ProductionError):
    code = "production.vault_move_unknown"
    sentence = "No movement of blanks is waiting under this id."
    next_step = "Reload the page: someone may have confirmed it already."
    status = 404


class MoveByTwoError(ProductionError):
    code = "production.move_by_two"
    sentence = "The person who proposed a movement of blanks does not confirm it."
    next_step = "A second person counts, signs in with their own account and confirms."
    status = 403


class SupplyUnknownError(ProductionError):
    code = "production.supply_unknown"
    sentence = "The country pack declares no supply called “%(supply)s”."
    next_step = CHOOSE_AGAIN
    status = 404


# --- batches --------------------------------------------------------------------------------------------------------
class BatchUnknownError(ProductionError):
    code = "production.batch_unknown"
    sentence = "No batch is known under this id."
    next_step = CHOOSE_AGAIN
    status = 404


class BatchNotJudgedError(ProductionError):
    code = "production.batch_not_judged"
    sentence = "The batch cannot be closed: %(count)s of its cards were not made or not checked yet."
    next_step = "Check them at the quality bench first."


class BatchClosedError(ProductionError):
    code = "production.batch_closed"
    sentence = "The batch %(batch)s is closed."
    next_step = "Nothing more can be counted in it."


class StaleLeaseError(ProductionError):
    code = "production.stale_lease"
    sentence = "The batch %(batch)s was handed to another centre: this lease is not the newest."
    next_step = "Stop making its cards; count those already made as spoiled when the batch is closed."


class LeaseInForceError(ProductionError):
    code = "production.lease_in_force"
    sentence = "The batch belongs to the centre %(centre)s until %(until)s."
    next_step = "Wait until then, or let that centre finish: nothing is made twice."


class BatchChangedError(ProductionError):
    code = "production.batch_changed"
    sentence = "Orders left the batch while it was being printed."
    next_step = "It is printed again without them; nothing is to be done."


class PrintFileGoneError(ProductionError):
    code = "production.print_file_gone"
    sentence = "The print file of this batch is not there."
    next_step = "It is made when the batch is personalised, and erased some weeks after the batch is closed."
    status = 404


# --- checks ---------------------------------------------------------------------------------------------------------
class ZoneDiffersError(ProductionError):
    code = "production.zone_differs"
    sentence = "The machine readable zone does not agree with the order: %(field)s."
    next_step = "Reject the card; it is made again under a new number."
    words: ClassVar = {"field": ZONE_FIELDS}


class ReasonUnknownError(ProductionError):
    code = "production.reason_unknown"
    sentence = "“%(reason)s” is not a reason to reject a card."
    next_step = "Choose one of the reasons listed."
    status = 422


class SampleTooSmallError(ProductionError):
    code = "production.sample_too_small"
    sentence = "At least %(least)s cards of the batch are checked one by one before the others pass together."
    next_step = "Check some cards at the bench, then pass the rest."


# --- chips ----------------------------------------------------------------------------------------------------------
class LineUnknownError(ProductionError):
    code = "production.line_unknown"
    sentence = "The country pack names “%(line)s” as the line that writes chips: there is none of that name."
    next_step = "Write simulated, pcsc or export in [chips]."


class SimulatedLineRefusedError(ProductionError):
    code = "production.simulated_line_refused"
    sentence = "Chips are not simulated in production."
    next_step = "Name the line that writes them in the country pack: pcsc or export."


class ChipFaultError(ProductionError):
    code = "production.chip_fault"
    sentence = "The chip of these cards did not pass: pages %(pages)s."
    next_step = "Reject them for their chip; they are made again under new numbers."


class ChipNotMadeError(ProductionError):
    code = "production.chip_not_made"
    sentence = "The chip of these cards was not written and read back yet: pages %(pages)s."
    next_step = "Write them at the line first, or bring the bureau's report."


class ChipWrittenError(ProductionError):
    code = "production.chip_written"
    sentence = "This chip was written before (%(state)s); a chip is never written twice."
    next_step = "Check the card at the quality bench; if its chip failed, reject it there."
    words: ClassVar = {"state": CHIP_STATES}


class MachineFileRefusedError(ProductionError):
    code = "production.machine_file_refused"
    sentence = "The file between the centre and the line is refused: a good one has this: %(rule)s."
    next_step = "Fetch it again from where it was made; if it stays so, tell the bureau and the key custodians."
    status = 422


class KeyFileUnreadableError(ProductionError):
    code = "production.key_file_unreadable"
    sentence = "The file %(name)s does not hold a key of the bureau in hexadecimal."
    next_step = "Ask the bureau for its public key, and compare its fingerprint by telephone."
    status = 422


# --- packing and destruction ----------------------------------------------------------------------------------------
class NothingToPackError(ProductionError):
    code = "production.nothing_to_pack"
    sentence = "No card waits to be packed for this visit."
    next_step = "Reload the page: the cards may have been packed a moment ago."


class BoxUnknownError(ProductionError):
    code = "production.box_unknown"
    sentence = "No box is known under this id."
    next_step = CHOOSE_AGAIN
    status = 404


class DestructionUnknownError(ProductionError):
    code = "production.destruction_unknown"
    sentence = "No destruction is waiting under this id."
    next_step = "Someone may have confirmed it already."
    status = 404


class SecondPersonNeededError(ProductionError):
    code = "production.second_person_needed"
    sentence = "The person who proposed a destruction does not confirm it."
    next_step = "A second person signs in with their own account and confirms."
    status = 403


class NothingSpoiledError(ProductionError):
    code = "production.nothing_spoiled"
    sentence = "These are not spoiled blanks waiting to be destroyed here: %(serials)s."
    next_step = "Scan the spoiled blanks again."
    status = 422


# --- certificates ---------------------------------------------------------------------------------------------------
class CertificateLayoutUnknownError(ProductionError):
    code = "production.certificate_layout_unknown"
    sentence = "There is no certificate layout called %(layout)s."
    next_step = "Choose the layout which the document type declares, or add it."


class CertificateUnreadableError(ProductionError):
    code = "production.certificate_unreadable"
    sentence = "The code is not one of a certificate of this register, or it was changed."
    next_step = "Scan it again; if it stays so, do not trust the paper."
    status = 422


class CertificateUnknownError(ProductionError):
    code = "production.certificate_unknown"
    sentence = "No certificate is known under this id."
    next_step = CHOOSE_AGAIN
    status = 404
