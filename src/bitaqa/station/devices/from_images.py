"""From a scanner's pictures to fingers the station keeps. Pure: it runs in the workroom.

A picture is decoded within limits, brought to 500 points an inch, read by the network, and kept as PNG beside its
template, so that another engine can read it again. Files of every exchange format come the same way.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from bitaqa.foundation.exchange.errors import ExchangeFormatError, ExchangeMagicError
from bitaqa.foundation.exchange.finger_image import FingerImage, read_finger_images
from bitaqa.foundation.exchange.itl_fingers import read_fingers
from bitaqa.foundation.exchange.minutiae_records import read_minutiae
from bitaqa.foundation.matching.errors import TemplateError
from bitaqa.foundation.matching.leader import extract_template
from bitaqa.foundation.matching.quality import finger_findings, finger_image_findings
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, decode_template, encode_template

from .captured import FingerRead


def reads_of_records(records: Sequence[tuple[int, bytes]]) -> tuple[FingerRead, ...]:
    """Fingers of ISO/IEC 19794-4 records, each holding the one position it came for.

    Raises an ExchangeFormatError.
    """
    found = []
    for position, record in records:
        images = [image for image in read_finger_images(record) if image.position in (0, position)]
        if len(images) != 1:
            raise ExchangeMagicError(format="ISO/IEC 19794-4", found=f"{len(images)} pictures of finger {position}")
        found.append(read_of_picture(images[0], position))
    return tuple(found)


def reads_of_file(data: bytes) -> tuple[FingerRead, ...]:
    """The fingers of a file of any format the station takes: our templates, other makers', images, transactions.

    Raises an ExchangeFormatError or a TemplateError.
    """
    if data[:4] == b"FIR\x00":
        return tuple(read_of_picture(image, image.position) for image in read_finger_images(data) if image.position)
    if data[:2] == b"1.":
        return tuple(read_of_picture(image, image.position) for image in read_fingers(data).images if image.position)
    try:
        template = decode_template(data)
        return (FingerRead(int(template.position), template.quality, 1, data),)
    except TemplateError as ours:
        try:
            return tuple(_foreign_reads(read_minutiae(data)))
        except ExchangeFormatError:
            raise ours from None


def read_of_picture(image: FingerImage, position: int) -> FingerRead:
    pixels = at_500_dpi(image)
    template = extract_template(pixels, position=FingerPosition(position))
    findings = finger_findings(template) + finger_image_findings(pixels)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    codes = tuple(finding.code for finding in findings)
    return FingerRead(position, template.quality, 1, encode_template(template), out.getvalue(), findings=codes)


def at_500_dpi(image: FingerImage) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    if image.dpi == 500:
        return np.ascontiguousarray(image.pixels)
    height, width = (side * 500 // image.dpi for side in image.pixels.shape)
    return np.asarray(Image.fromarray(image.pixels).resize((width, height), Image.Resampling.BOX), np.uint8)


def _foreign_reads(templates: Sequence[FingerTemplate]) -> Iterator[FingerRead]:
    for template in templates:
        yield FingerRead(int(template.position), template.quality, 1, encode_template(template))
