"""Formats in which fingers come from devices and go to and from vendors: pure readers and writers, strict both ways.

`finger_image` (ISO/IEC 19794-4) is what certified devices answer and what vendors' matchers take; `minutiae_records`
(ISO/IEC 19794-2) are other makers' templates; `itl` (ANSI/NIST-ITL) is the file police forces exchange;
`wsq` is the compression of their pictures.
"""
