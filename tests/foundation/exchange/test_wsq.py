"""WSQ: a file of the public-domain codec decodes to its own grey levels; ours come back; damaged ones are refused."""

from __future__ import annotations

import base64
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitaqa.foundation.exchange.errors import (
    ExchangeFieldError,
    ExchangeFormatError,
    ExchangeMagicError,
    ExchangeTrailingBytesError,
    ExchangeTruncatedError,
)
from bitaqa.foundation.exchange.finger_image import FingerImage, read_finger_images, write_finger_images
from bitaqa.foundation.exchange.pixels import Compression
from bitaqa.foundation.exchange.wsq import decode_wsq, encode_wsq
from bitaqa.foundation.exchange.wsq_bands import bands, composed, decomposed
from bitaqa.foundation.exchange.wsq_symbols import codes_of, read_values, symbols_of, table_for, written_values
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.specimens.fingers import specimen_finger
from bitaqa.foundation.specimens.ridges import ridge_image

NBIS = base64.b85decode(
    "|DgY<0C`SHQ&e9=PfZ{>3Q$Q{Usp*)R7fB(Ff$5JNmyS<MM+0UR3JGw3Q$Q{UqnSvR7fB=3Q$l<AT=;B3QSK^Q&}J}3PVp!Pf}A*K|@6#M^Z"
    "sq3PVp#P*O!xQ%O%wAXigS3RhE6UqVS#QbANjATTaBH83zRF#n_gItd2=2{O|q%>WAE^BI}}3PJDjngI)rCuGe43*mXAGXM!L|5gA23i&hBG"
    "XV?ohas8(3MO~jGykOlg#rL918q(NgDL}UP6LA~18q(NgDL}UP6LA~19N%<ijxCsBLjb316{fUaCie|xC47c17^Addqx9ZQv-"
    "1^17W}ebxZ?auLE+@17t-5cv1sxRs(}H1AsvTndk#)<pX~c1A>kNoT>w}y#v>;1FjeY(CGtl1_Otn1C{#&v-<;jr~{KQ1Am<ZnIi+hNdxA-"
    "1H{Aw>>dM>$^)<^1HEGd<3t0S{sX%)1FZc6&zA$r=L7S51I@|<_VNRzumi@^1Ik4M^0@=^>H-"
    "}_1IRxE@Js`mg9Ev01G1?D)?@>I+XI+71Cx3Ku=xYqKmr<11HlXf=cxm-VguF?1H;z?>jDFxsRO^51CfsduB-#a!2|721Gz*4-"
    "cbX)<OAV&1HxMa={f`13<4Sq1HLl@<UIq=2?O|X1E4|!z)u6hw*%>@1Cy8ou^j`(2m|e;1Eu%_$0-"
    "A!nghRu1Hq63=tcv?s{`x+000000000000000000000000000000|Dpg90RI4C0A~U>V+19~0ssL2rT|X>000652?q=f4FLcE00000v$X-"
    "TwgRuPvA4Lny1N6XsH?8Ly#%AArm3o|t-"
    "im(!w90Kz{14E#>dFX%F73gjggd<o1LGaq0Q9Q|Dyl{0PV)r+?m!AWWGW<2oQI1Rx%c7Q!BV3qvZm+SZ|a(f4SHZyA~*Fo4{p9<yHZiZlG#O"
    "e*Wjm3^P5=1`L#g0|c`nFrNCWsV+7#o$r?`ZTjC1oTZMpK+h<Gf|u)(Uk*QoVufYaC}V2Hqsw)9<;!PB&_5}(LP#xIQ^Povh-{_|X}6-"
    "Nt^VzwR@qN)wZ1Zr&-qnIrriq!<JI~syeVFDk8gFjd4BNHJbT}0qxt3W!gw?D^ubsn+h0Uz);)cDhdgBe0Mwgjeo^-P%G-"
    "4D@PKSR{*q6eCaYWj0N7BWYfj~CWC~=RBpt%IV|OjQZ1vNIer4W$WaYCcNq;ICJiK$xt2}q?kOGs;BB0$8;yDxn%1exWGzbI-GO09*1OVz9m"
    "Ul5w>odWJoX~{QbBl*O&>eHPd(ONq>x9|N3|R<r&;lHwp+meCb6+r#vN8t?hhZk=j;Yc?!r+lTfT0dQA__1r3IC=5ZUF!S009LB2owz^0000"
    "0006VK0RjUAvbF^V39+{a2n-Dl4-"
    "yy(3lI?#6c!g58XF!TBPS~_F=@CJ94an0H#tD9uerLr9UvkoDJ(EDI66E*LqtbNP*hi3Uu0^hsHv)}uCTqnzre!A$^WAO0|A*2s$=Q&Sd~xr"
    "@r!r<pV#;KL*M%4{{Uq?vHa^R5&m3EvpZu9TCHIk!3hkQsWL4XvP`{^RBC!M7Qf3Ye%`iL{r!_{IY^dKjip;yV%3bXSaPk+!y<&qIf!AA1s&"
    "#X?d9y$m_=Bu#&v=itb{WYb-EZ~h6$vYNz|EYqA1F~tJ|0`8dfZfFz_UZXy|mjOqnZlFms<voZ4JxGQ^V=lQ&IC+P}wq!6Y{r5Z&qTn~iak2"
    "d?KCj5masBN`EDHnlAV1uc|iMeqdGE)%71VUZ0Mbs?3YD&{XU7Z?&@#i4m^g~}AHTIT~hLQe5FSqlu!*MYs<B+9TnPQnSjPG%XqPjJxC)bf`"
    "-&5p<2KL8Q(_HGYT|Dyl{0nSmmz0&oW$sSXM&~TjY_}uF}W#p4VxbM8|A2ZDEIn6B%(|OkK6g0FU*!+je>^qy;7#pu)sMPX3gEZ(m-"
    "V=rCI9_9Gd6|c>!I7-g_B&k1iJ^1iHWVQ*B+Tk{I66*e<7Vk(LnciQ1|8RHBaQMs%&*Y-"
    "USmT1@4je!#NFfWJm(v}Z<95?@z7Ag()r&Z(0fhnKMTma3y-wC;50NYJO?|p<8Lr_x=!ZP>T@?b&d}ll7&;4&Z9Fd-"
    "wV}%Oy=T^UJv@ga%FWDnp96v9I$bB&a~@;Hd`I5$nV36Hc2EDI"
)
"""103 x 97 points of an invented finger, compressed by the public-domain codec of NIST (version 5.0.0)."""
FIRST_POINTS, MEAN = (0x8D, 0xA8, 0xCE, 0xE2), 141.8174
"""What that codec itself decodes it to."""


def ridges(width: int = 103, height: int = 97) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    whole = ridge_image(specimen_finger(1, FingerPosition.RIGHT_THUMB), 1)
    return np.ascontiguousarray(whole[120 : 120 + height, 100 : 100 + width])


def test_a_file_of_the_public_codec_decodes_to_its_own_grey_levels() -> None:
    picture = decode_wsq(NBIS)
    assert picture.pixels.shape == (97, 103)
    assert np.abs(picture.pixels[0, :4].astype(int) - FIRST_POINTS).max() <= 1
    assert float(picture.pixels.mean()) == pytest.approx(MEAN, abs=0.02)
    assert np.abs(picture.pixels.astype(int) - ridges()).mean() < 10
    assert b"NIST_COM" in picture.comments[0]


@pytest.mark.parametrize("size", [(103, 97), (128, 96), (61, 150), (40, 33)])
def test_ridges_come_back_within_what_compression_costs(size: tuple[int, int]) -> None:
    pixels = ridges(*size)
    rough, fine = encode_wsq(pixels), encode_wsq(pixels, bits_a_point=3.0)
    assert len(rough) < len(fine)
    gap = [np.abs(decode_wsq(data).pixels.astype(int) - pixels).mean() for data in (rough, fine)]
    assert gap[1] < gap[0] < 25 and gap[1] < 10  # the finest bands are never written


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_any_size_is_split_and_put_together(width: int, height: int, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(size=(height, width))
    assert np.abs(composed(decomposed(noise)) - noise).max() < 1e-9
    covered = np.zeros((height, width), int)
    for x, y, across, down in bands(width, height):
        covered[y : y + down, x : x + across] += 1
    assert covered.max() <= 1
    grey = np.clip(noise * 40 + 128, 0, 255).astype(np.uint8)
    assert decode_wsq(encode_wsq(grey)).pixels.shape == (height, width)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.just(0), st.integers(-80, 80), st.integers(-0xFFFF, 0xFFFF)), min_size=1, max_size=400))
def test_any_values_survive_their_codes(values: list[int]) -> None:
    symbols = symbols_of(values)
    table = table_for([symbol for symbol, _ in symbols])
    assert all(code != (1 << length) - 1 for length, code in codes_of(table))
    assert read_values(written_values(symbols, table), table, len(values)).tolist() == values


def test_long_runs_and_values_beyond_sixteen_bits() -> None:
    values = [0] * 70_000 + [5]
    symbols = symbols_of(values)
    table = table_for([symbol for symbol, _ in symbols])
    assert read_values(written_values(symbols, table), table, len(values)).tolist() == values
    with pytest.raises(ExchangeFieldError):
        symbols_of([0x10000])


def test_one_even_grey_has_no_values_and_comes_back() -> None:
    flat = np.full((50, 40), 130, np.uint8)
    assert np.abs(decode_wsq(encode_wsq(flat)).pixels.astype(int) - 130).max() <= 1


def test_what_follows_lacks_or_is_another_file() -> None:
    with pytest.raises(ExchangeTrailingBytesError):
        decode_wsq(NBIS + b"\x00")
    for cut in (1, 3, 100, 700, len(NBIS) - 1):
        with pytest.raises((ExchangeTruncatedError, ExchangeMagicError, ExchangeFieldError)):
            decode_wsq(NBIS[:cut])
    with pytest.raises(ExchangeMagicError):
        decode_wsq(b"\xff\xd8\xff\xe0" + NBIS)
    for size in ((0, 5), (5, 2001)):
        with pytest.raises(ExchangeFieldError):
            encode_wsq(np.zeros(size, np.uint8))


def segment(data: bytes, marker: bytes) -> slice:
    at = data.index(marker)
    return slice(at, at + 2 + int.from_bytes(data[at + 2 : at + 4], "big"))


@pytest.mark.parametrize("marker", [b"\xff\xa2", b"\xff\xa4", b"\xff\xa5", b"\xff\xa6"])
def test_tables_that_lack_or_stand_twice_are_refused(marker: bytes) -> None:
    part = segment(NBIS, marker)
    with pytest.raises(ExchangeFieldError):
        decode_wsq(NBIS[: part.start] + NBIS[part.stop :])
    if marker != b"\xff\xa6":
        with pytest.raises(ExchangeFieldError):
            decode_wsq(NBIS[: part.stop] + NBIS[part])


def test_other_filters_and_sizes_are_refused() -> None:
    taps = bytearray(NBIS)
    taps[segment(NBIS, b"\xff\xa4").start + 9] ^= 0x40
    with pytest.raises(ExchangeFieldError, match="specification"):
        decode_wsq(bytes(taps))
    frame = bytearray(NBIS)
    at = segment(NBIS, b"\xff\xa2").start
    frame[at + 6 : at + 8] = (2001).to_bytes(2, "big")
    with pytest.raises(ExchangeFieldError):
        decode_wsq(bytes(frame))


def test_damaged_files_are_refused_or_read_never_worse() -> None:
    draw = random.Random(11)
    for _ in range(120):
        damaged = bytearray(NBIS)
        for _ in range(draw.choice((1, 1, 3, 20))):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        try:
            assert decode_wsq(bytes(damaged)).pixels.ndim == 2
        except ExchangeFormatError:
            continue


def test_it_travels_inside_a_record() -> None:
    image = FingerImage(1, ridges(), 70, compression=Compression.WSQ)
    (back,) = read_finger_images(write_finger_images((image,)))
    assert back.compression is Compression.WSQ and np.abs(back.pixels.astype(int) - image.pixels).mean() < 25
