"""Why a card does not go onto a carrier, or a box into a bag."""

from __future__ import annotations

from .errors import ProductionError


class CardNotInBoxError(ProductionError):
    code = "production.card_not_in_box"
    sentence = "The card %(number)s does not belong in the box %(box)s, but in: %(other)s."
    next_step = "Put it aside for that box. Where no box is named, give it to the shift leader."
    status = 422


class CarrierRefusedError(ProductionError):
    code = "production.carrier_refused"
    sentence = "%(carrier)s is not a carrier of the box %(box)s."
    next_step = "Scan the code of the carrier, not the one of the card; take the sheets printed for this box."
    status = 422


class WrongCarrierError(ProductionError):
    code = "production.wrong_carrier"
    sentence = "The card %(number)s lies on the carrier %(carrier)s, and belongs on %(wanted)s."
    next_step = (
        "Lift it off, lay it on the carrier named here, and scan both again. Check the card that lies there too."
    )
    status = 422


class CardsNotOnCarriersError(ProductionError):
    code = "production.cards_not_on_carriers"
    sentence = "%(count)s cards were not scanned onto their carriers: %(numbers)s."
    next_step = "Scan each card and its carrier, then the bag."
    status = 422


class BagNumberRefusedError(ProductionError):
    code = "production.bag_number_refused"
    sentence = "%(bag)s cannot be the bag of this box: it is no bag number, was used before, or the box has its bag."
    next_step = "Take a new bag and scan its number."
    status = 422
