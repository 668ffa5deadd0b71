"""Production's tables."""

from .blanks import Blank, Destruction, Rejection
from .boxes import Box, BoxCard, Certificate
from .chips import ChipRecord
from .items import CertificateItem, OrderItem, PersonaliseItem, ReplaceItem, StopItem
from .looks import CardLook
from .orders import Batch, Order
from .vault import ShiftClosure, SupplyCount, VaultMove

__all__ = [
    "Batch",
    "Blank",
    "Box",
    "BoxCard",
    "CardLook",
    "Certificate",
    "CertificateItem",
    "ChipRecord",
    "Destruction",
    "Order",
    "OrderItem",
    "PersonaliseItem",
    "Rejection",
    "ReplaceItem",
    "ShiftClosure",
    "StopItem",
    "SupplyCount",
    "VaultMove",
]
