"""From a registered name to the letters A–Z and the filler of the machine readable zone (ICAO 9303-3, section 6).

Latin letters with signs follow table A; where the table offers a choice the recommended one is taken, since two
readers must agree. Arabic letters follow table C, as an option: the zone derives from the registered Latin name
unless a document type says otherwise, because the Arabic scheme is made for machines, not for people at a counter.
Refuses: any other script (a name half transliterated would be somebody else's name).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from .errors import MrzLetterError

Script = Literal["latin", "arabic"]

_LATIN: Final[dict[str, str]] = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "ı": "I", "Ĳ": "IJ", "ĸ": "Q", "Ŀ": "L", "Ł": "L",
    "ŉ": "N", "Ŋ": "N", "Ö": "OE", "Ø": "OE", "Œ": "OE", "ß": "SS", "ẞ": "SS", "Þ": "TH", "Ŧ": "T", "Ü": "UE",
}  # fmt: skip
"""Letters which do not simply lose their sign (9303-3 §6.A); Ñ is written N, its usual second form NXX is not used."""

_ARABIC: Final[dict[str, str]] = {
    "\u0621": "XE", "\u0622": "XAA", "\u0623": "XAE", "\u0624": "U", "\u0625": "I", "\u0626": "XI", "\u0627": "A",
    "\u0628": "B", "\u0629": "XTA", "\u062a": "T", "\u062b": "XTH", "\u062c": "J", "\u062d": "XH", "\u062e": "XKH",
    "\u062f": "D", "\u0630": "XDH", "\u0631": "R", "\u0632": "Z", "\u0633": "S", "\u0634": "XSH", "\u0635": "XSS",
    "\u0636": "XDZ", "\u0637": "XTT", "\u0638": "XZZ", "\u0639": "E", "\u063a": "G", "\u0641": "F", "\u0642": "Q",
    "\u0643": "K", "\u0644": "L", "\u0645": "M", "\u0646": "N", "\u0647": "H", "\u0648": "W", "\u0649": "XAY",
    "\u064a": "Y", "\u0671": "XXA", "\u0679": "XXT", "\u067c": "XRT", "\u067e": "P", "\u0681": "XKE", "\u0685": "XXH",
    "\u0686": "XC", "\u0688": "XXD", "\u0689": "XDR", "\u0691": "XXR", "\u0693": "XRR", "\u0696": "XRX", "\u0698": "XJ",
    "\u069a": "XXS", "\u06a4": "XV", "\u06a5": "XF", "\u06a9": "XKK", "\u06ab": "XXK", "\u06ad": "XNG", "\u06af": "XGG",
    "\u06ba": "XNN", "\u06bc": "XXN", "\u06be": "XDO", "\u06c0": "XYH", "\u06c1": "XXG", "\u06c2": "XGE",
    "\u06c3": "XTG", "\u06cc": "XYA", "\u06cd": "XXY", "\u06d0": "Y", "\u06d2": "XYB", "\u06d3": "XBE",
}  # fmt: skip

_SHADDA: Final = "\u0651"
_TEH_MARBUTA: Final = "\u0629"
_NOT_ENCODED: Final = frozenset("\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0670")
_SEPARATORS: Final = frozenset(" -\u2010\u2011\u2013\u00a0,")
_OMITTED: Final = frozenset("'’‘ʼʿʾ`´.·")


def mrz_letters(text: str, script: Script = "latin") -> str:
    """The words of `text` as `A–Z`, separated by one filler `<`; empty when nothing is left.

    Spaces, hyphens and commas separate; apostrophes and full stops vanish (9303-3 §4.6). Raises MrzLetterError.
    """
    letters = _arabic(text) if script == "arabic" else _latin(text)
    return "<".join(word for word in letters.split("<") if word)


_PLAIN: Final = re.compile(r"[A-Z<]*")
_ASCII: Final = str.maketrans(
    {char: "<" for char in _SEPARATORS if char.isascii()} | {char: "" for char in _OMITTED if char.isascii()}
)
"""Most names are plain letters, which need no table: a card factory transliterates thousands in a second."""


def _latin(text: str) -> str:
    if text.isascii() and _PLAIN.fullmatch(plain := text.upper().translate(_ASCII)) and "<" not in text:
        return plain
    out: list[str] = []
    # NFC first: a decomposed Ü must meet the table before its sign is taken off.
    for char in unicodedata.normalize("NFC", text):
        upper = char if char in _LATIN else char.upper()
        if char in _SEPARATORS:
            out.append("<")
        elif char in _OMITTED:
            continue
        elif upper in _LATIN:
            out.append(_LATIN[upper])
        else:
            bare = "".join(c for c in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(c))
            if not bare and unicodedata.combining(char):
                continue  # a sign for which no composed letter exists, such as the dot of a transcription
            if not (bare.isascii() and bare.isalpha()):
                raise MrzLetterError(codepoint=f"{ord(char):04X}")
            out.append(bare)
    return "".join(out)


def _arabic(text: str) -> str:
    chars = list(unicodedata.normalize("NFKC", text))
    out: list[str] = []
    for place, char in enumerate(chars):
        following = next((c for c in chars[place + 1 :] if c not in _NOT_ENCODED and c != _SHADDA), " ")
        if char in _SEPARATORS:
            out.append("<")
        elif char == _SHADDA:
            if out and out[-1] != "<":
                out.append(out[-1])  # a doubled letter is written twice
        elif char in _NOT_ENCODED or char in _OMITTED:
            continue
        elif char == _TEH_MARBUTA and following in _SEPARATORS:
            out.append("XAH")
        elif char in _ARABIC:
            out.append(_ARABIC[char])
        else:
            raise MrzLetterError(codepoint=f"{ord(char):04X}")
    return "".join(out)
