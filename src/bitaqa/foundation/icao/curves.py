"""Elliptic curves as the chip's protocols need them: domain parameters, points, multiplication.

`cryptography` signs, agrees and generates, but it neither adds points nor gives a shared point's second coordinate,
which PACE's generic mapping needs (9303-11 §4.4.3.3). Only that mapping is computed here, with ephemeral keys, in
Python integers: not in constant time, which is told in the limits of the simulated chip. Refuses points off the curve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from .chip_errors import PointInvalidError

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Curve:
    """y² = x³ + ax + b over p, generator (gx, gy) of prime order n, cofactor 1."""

    name: str
    oid: str
    parameter_id: int
    """Number in the table of standardised domain parameters (9303-11 §9.5.1)."""
    made: ec.EllipticCurve
    p: int
    a: int
    b: int
    g: Point
    n: int

    @property
    def size(self) -> int:
        """Bytes of a coordinate."""
        return (self.p.bit_length() + 7) // 8

    def encode(self, point: Point) -> bytes:
        """Uncompressed: 04, x, y."""
        return b"\x04" + point[0].to_bytes(self.size, "big") + point[1].to_bytes(self.size, "big")

    def decode(self, written: bytes) -> Point:
        """A point of the curve from its uncompressed form. Raises PointInvalidError."""
        if len(written) != 1 + 2 * self.size or written[0] != 4:
            raise PointInvalidError(curve=self.name)
        x, y = int.from_bytes(written[1 : 1 + self.size], "big"), int.from_bytes(written[1 + self.size :], "big")
        if x >= self.p or y >= self.p or (y * y - (x * x + self.a) * x - self.b) % self.p:
            raise PointInvalidError(curve=self.name)
        return x, y

    def times(self, factor: int, point: Point) -> Point:
        """`factor` · `point`. Raises PointInvalidError when the result is the point at infinity."""
        return self._affine(self._ladder(factor % self.n, point))

    def add(self, one: Point, other: Point) -> Point:
        """Raises PointInvalidError when the sum is the point at infinity."""
        return self._affine(self._plus((*one, 1), other))

    # Jacobian coordinates: (X, Y, Z) stands for (X/Z², Y/Z³); Z = 0 is infinity.
    def _ladder(self, factor: int, point: Point) -> tuple[int, int, int]:
        found = (1, 1, 0)
        for bit in bin(factor)[2:]:
            found = self._double(found)
            if bit == "1":
                found = self._plus(found, point)
        return found

    def _double(self, point: tuple[int, int, int]) -> tuple[int, int, int]:
        x, y, z = point
        p = self.p
        if not z or not y:
            return 1, 1, 0
        yy = y * y % p
        s = 4 * x * yy % p
        zz = z * z % p
        m = (3 * x * x + self.a * zz * zz) % p
        x3 = (m * m - 2 * s) % p
        return x3, (m * (s - x3) - 8 * yy * yy) % p, 2 * y * z % p

    def _plus(self, one: tuple[int, int, int], other: Point) -> tuple[int, int, int]:
        x1, y1, z1 = one
        x2, y2 = other
        p = self.p
        if not z1:
            return x2, y2, 1
        zz = z1 * z1 % p
        h = (x2 * zz - x1) % p
        r = (y2 * z1 * zz - y1) % p
        if not h:
            return self._double(one) if not r else (1, 1, 0)
        hh = h * h % p
        hhh = h * hh % p
        v = x1 * hh % p
        x3 = (r * r - hhh - 2 * v) % p
        return x3, (r * (v - x3) - y1 * hhh) % p, z1 * h % p

    def _affine(self, point: tuple[int, int, int]) -> Point:
        x, y, z = point
        if not z:
            raise PointInvalidError(curve=self.name)
        inverse = pow(z, -1, self.p)
        square = inverse * inverse % self.p
        return x * square % self.p, y * square * inverse % self.p


def _curve(name: str, oid: str, number: int, made: ec.EllipticCurve, *values: str) -> Curve:
    p, a, b, x, y, n = (int(value, 16) for value in values)
    return Curve(name, oid, number, made, p, a, b, (x, y), n)


P256: Final = _curve(
    "P-256", "1.2.840.10045.3.1.7", 12, ec.SECP256R1(),
    "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
    "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
)  # fmt: skip
"""FIPS 186-4 D.1.2.3."""
BP256: Final = _curve(
    "brainpoolP256r1", "1.3.36.3.3.2.8.1.1.7", 13, ec.BrainpoolP256R1(),
    "A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377",
    "7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9",
    "26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6",
    "8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262",
    "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997",
    "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7",
)  # fmt: skip
"""RFC 5639 §3.4."""

CHIP_CURVES: Final = {curve.parameter_id: curve for curve in (P256, BP256)}
"""Curves a chip of this project may use, by number of their domain parameters."""
