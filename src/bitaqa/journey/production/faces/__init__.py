"""Card faces: what the holder and the machine read. Pure: no database, no settings of its own."""

from .data import CardFaceData, NameParts
from .layout import layout_names
from .printing import BATCH_SIZE, face_bitmaps, face_png, render_faces

__all__ = ["BATCH_SIZE", "CardFaceData", "NameParts", "face_bitmaps", "face_png", "layout_names", "render_faces"]
