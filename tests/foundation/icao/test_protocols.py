"""Access protocols and secure messaging against the numbers printed in Doc 9303-11, appendices D and G.1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.icao import chip_errors as e
from bitaqa.foundation.icao.chip.access import (
    AccessSecret,
    PaceKeys,
    basic_message,
    basic_opened,
    basic_session,
    mapped_generator,
    nonce_opened,
    nonce_sealed,
    public_point,
)
from bitaqa.foundation.icao.chip.apdu import Command, Response
from bitaqa.foundation.icao.chip.ciphers import Family
from bitaqa.foundation.icao.chip.messaging import Session
from bitaqa.foundation.icao.chip.scp03 import Channel, DiversifiedKeys, SessionKeys, StaticKeys, derive
from bitaqa.foundation.icao.curves import BP256, P256, Curve

of = bytes.fromhex

# Doc 9303-11, appendix D.2 and D.3.
ZONE = AccessSecret("zone", b"L898902C<369080619406236")
READER_NONCE, CHIP_NONCE = of("781723860C06C226"), of("4608F91988702212")
READER_KEY, CHIP_KEY = of("0B795240CB7049B01C19B33E32804F0B"), of("0B4F80323EB3191CB04970CB4052790B")


def test_keys_and_messages_of_basic_access_control() -> None:
    assert ZONE.hashed[:16] == of("239AB9CB282DAF66231DC5A4DF6BFBAE")
    keys = ZONE.basic_keys
    assert keys == (of("AB94FDECF2674FDFB9B391F85D7F76F2"), of("7962D9ECE03D1ACD4C76089DCE131543"))
    assert basic_message(keys, READER_NONCE + CHIP_NONCE + READER_KEY) == of(
        "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A7"
    )
    answer = of("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449")
    assert basic_opened(keys, answer) == CHIP_NONCE + READER_NONCE + CHIP_KEY
    assert basic_opened(keys, answer[:-1] + b"\0") is None


def test_secure_messaging_with_3des() -> None:
    """Appendix D.4: select EF.COM, then read its first four bytes."""
    session = basic_session(READER_KEY, CHIP_KEY, READER_NONCE, CHIP_NONCE)
    assert session.protect(Command(0, 0xA4, 2, 0x0C, of("011E"))).encode() == of(
        "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800"
    )
    assert session.open_answer(Response.decode(of("990290008E08FA855A5D4C50A8ED9000"))) == Response(b"", 0x9000)
    assert session.protect(Command(0, 0xB0, 0, 0, expected=4)).encode() == of("0CB000000D9701048E08ED6705417E96BA5500")
    answer = Response.decode(of("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"))
    assert session.open_answer(answer) == Response(of("60145F01"), 0x9000)


# Doc 9303-11, appendix G.1: PACE with generic mapping on brainpoolP256r1.
PASSWORD = AccessSecret("zone", b"T22000129364081251010318")
NONCE = of("3F00C4D39D153F2B2A214A078D899B22")
MAPPING = int("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99", 16)
CHIP_MAPPING = of(
    "04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
    "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"
)
EPHEMERAL = int("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595", 16)
CHIP_EPHEMERAL = of(
    "049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
    "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"
)


def test_pace() -> None:
    assert PASSWORD.password_key == of("89DED1B26624EC1E634C1989302849DD")
    assert nonce_opened(PASSWORD, of("95A3A016522EE98D01E76CB6B98B42C3")) == NONCE
    assert nonce_sealed(PASSWORD, NONCE) == of("95A3A016522EE98D01E76CB6B98B42C3")
    assert BP256.encode(public_point(BP256, MAPPING)) == of(
        "047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
        "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"
    )
    generator = mapped_generator(BP256, NONCE, MAPPING, BP256.decode(CHIP_MAPPING))
    assert BP256.encode(generator) == of(
        "048CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2"
        "8C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522"
    )
    own = BP256.encode(BP256.times(EPHEMERAL, generator))
    keys = PaceKeys.agreed(BP256, EPHEMERAL, BP256.decode(CHIP_EPHEMERAL))
    assert keys.encryption == of("F5F0E35C0D7161EE6724EE513A0D9A7F")
    assert keys.authentication == of("FE251C7858B356B24514B3BD5F4297D1")
    assert keys.token(CHIP_EPHEMERAL) == of("C2B0BD78D94BA866")
    assert keys.token(own) == of("3ABB9674BCE93C08")
    assert "F5F0" not in repr(keys).upper()


def test_the_zone_as_a_secret() -> None:
    short = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
    assert AccessSecret.zone(short).value == b"D23145890774081221204159"
    long = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
    assert AccessSecret.zone(long).value == b"D23145890734934071279507122"


# --- curves ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("curve", [P256, BP256])
@given(st.integers(1, 2**256), st.integers(1, 2**64))
def test_points_are_those_of_the_library(curve: Curve, one: int, other: int) -> None:
    one, other = one % (curve.n - 2) + 1, other % (curve.n - 2) + 1
    assert curve.times(one, curve.g) == public_point(curve, one)
    assert curve.times(other, public_point(curve, one)) == public_point(curve, one * other % curve.n)
    if (one + other) % curve.n:
        assert curve.add(public_point(curve, one), public_point(curve, other)) == public_point(
            curve, (one + other) % curve.n
        )
    assert curve.decode(curve.encode(public_point(curve, one))) == public_point(curve, one)


def test_points_off_the_curve_and_at_infinity_are_refused() -> None:
    for wrong in (b"", b"\x04" + bytes(64), b"\x02" + bytes(32), b"\x04" + b"\xff" * 64, P256.encode(BP256.g)):
        with pytest.raises(e.PointInvalidError):
            P256.decode(wrong)
    with pytest.raises(e.PointInvalidError):
        P256.times(P256.n, P256.g)
    with pytest.raises(e.PointInvalidError):
        P256.add(P256.g, (P256.g[0], P256.p - P256.g[1]))


# --- messages -------------------------------------------------------------------------------------------------------
commands = st.builds(
    Command,
    st.just(0), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=400),
    st.one_of(st.none(), st.integers(1, 65_536)),
)  # fmt: skip


@given(commands)
def test_commands_are_read_as_they_are_written(command: Command) -> None:
    assert Command.decode(command.encode()) == command


def test_commands_that_are_none_are_refused() -> None:
    for wrong in ("", "00A404", "00A4040005A000", "00A4040000000501", "00B000000000", "00A404000100000000"):
        with pytest.raises(e.ApduError):
            Command.decode(of(wrong))
    with pytest.raises(e.ApduError):
        Command(0, 0, 0, 0, bytes(70_000)).encode()
    with pytest.raises(e.ChipStatusError):
        Response.decode(b"\x90")


@pytest.mark.parametrize("family", ["3des", "aes"])
@given(
    st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=300), st.binary(max_size=300)), min_size=1, max_size=4)
)
def test_both_ends_of_a_session_stay_in_step(family: Family, talk: list[tuple[int, bytes, bytes]]) -> None:
    given = (family, b"E" * 16, b"M" * 16, bytes(8 if family == "3des" else 16))
    reader, chip = Session(*given), Session(*given)
    for ins, asked, said in talk:
        command = Command(0, ins, 1, 2, asked, 256)
        heard = chip.open_command(Command.decode(reader.protect(command).encode()))
        assert (heard.ins, heard.data, heard.expected) == (ins, asked, 256)
        answer = chip.protect_answer(Response(said, 0x9000), odd=bool(ins & 1))
        assert reader.open_answer(Response.decode(answer.encode())).data == said


def test_replayed_and_bare_messages_are_refused() -> None:
    given = ("aes", b"E" * 16, b"M" * 16, bytes(16))
    reader, chip = Session(*given), Session(*given)
    first = reader.protect(Command(0, 0xB0, 0, 0, expected=4))
    chip.open_command(first)
    for wrong in (first, Command(0x0C, 0xB0, 0, 0, b""), Command(0x0C, 0xB0, 0, 0, of("8E0800"))):
        with pytest.raises(e.SecureMessagingError):
            chip.open_command(wrong)


# --- the personaliser's channel -------------------------------------------------------------------------------------
def test_diversified_keys_are_those_of_sp_800_108() -> None:
    """NIST SP 800-108, counter mode: PRF(key, [label, 00, L, i, context]) written out with the library's CMAC."""
    from cryptography.hazmat.primitives import cmac
    from cryptography.hazmat.primitives.ciphers import algorithms

    worker = cmac.CMAC(algorithms.AES(b"K" * 16))
    worker.update(bytes(11) + b"\x04" + b"\x00" + b"\x00\x80" + b"\x01" + b"context")
    assert derive(b"K" * 16, 4, b"context", 128) == worker.finalize()
    keys = DiversifiedKeys(b"K" * 16, 3)
    one, two = keys.of(bytes(10)), keys.of(bytes(9) + b"\1")
    assert len({one.encryption, one.authentication, one.data, two.encryption}) == 4
    assert one.version == 3


def test_both_ends_of_the_channel_agree_and_keys_travel_sealed() -> None:
    keys, fresh = (StaticKeys(n, bytes([n]) * 16, bytes([n + 1]) * 16, bytes([n + 2]) * 16) for n in (1, 9))
    host, card = (Channel(SessionKeys.of(keys, b"h" * 8, b"c" * 8), b"h" * 8, b"c" * 8) for _ in range(2))
    host.check_card(card.card_cryptogram)
    with pytest.raises(e.PersonalisationRefusedError):
        Channel(SessionKeys.of(fresh, b"h" * 8, b"c" * 8), b"h" * 8, b"c" * 8).check_card(card.card_cryptogram)
    for data in (b"", b"one", b"x" * 300):
        heard = card.unwrap(host.wrap(Command(0x80, 0xD8, 1, 2, data)))
        assert (heard.cla, heard.data) == (0x80, data)
    sealed = keys.replacement(fresh)
    assert keys.replaced(sealed) == fresh and fresh.encryption not in sealed
    with pytest.raises(e.SecureMessagingError):
        keys.replaced(sealed[:-1] + b"\0")
    changed = host.wrap(Command(0x80, 0xD8, 1, 2, b"data"))
    with pytest.raises(e.SecureMessagingError):
        card.unwrap(Command(changed.cla, 0xD9, 1, 2, changed.data))
