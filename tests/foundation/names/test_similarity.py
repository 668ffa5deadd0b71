"""One name in two scripts is recognised, two names are told apart, and what was learnt can be learnt again."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from bitaqa.foundation.names import learning
from bitaqa.foundation.names.curves import MOST, fitted_curve
from bitaqa.foundation.names.errors import PairsUnreadableError
from bitaqa.foundation.names.measuring import Recognition, finding, recognition
from bitaqa.foundation.names.pairs import NamePair, read_pairs, unseen
from bitaqa.foundation.names.parameters import parameters, read_parameters
from bitaqa.foundation.names.similarity import likenesses, word_log_odds
from bitaqa.foundation.names.training import learnt_channel
from bitaqa.foundation.names.written import arabic_words, latin_words, written_name
from bitaqa.foundation.specimens import word_lists as w


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed Alaoui", "محمد العلوي"),
        ("Cherkaoui", "الشرقاوي"),
        ("Abdellah Ben Ali", "عبدالله بنعلي"),
        ("Abdullah bin Ali", "عبد الله بن علي"),
        ("Saïd", "Saeed"),
        ("Youssef El Idrissi", "Yusuf Idrisi"),
        ("Fatima Zahra", "Fatimazahra"),
        ("أحمد", "احمد"),
        ("فاطمة الزهراء", "فاطمه زهراء"),
        ("ⵎⵓⵃⵎⵎⴰⴷ", "محمد"),
        ("العمراني خديجة", "Khadija El Amrani"),
    ],
)
def test_one_name_in_two_hands(one: str, other: str) -> None:
    found = likenesses(written_name(one), [written_name(other)])[0]
    assert found.weakest > 2, found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed Alaoui", "حسن العلوي"),
        ("Hassan", "Hussein"),
        ("Khadija Alami", "خديجة بناني"),
        ("عثمان", "عمر"),
        ("Karim Tazi", "Nabil Fassi"),
    ],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert likenesses(written_name(one), [written_name(other)])[0].weakest < 0


RESPELLED = 5.0  # where screening begins to doubt


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("حسن", "Hassan"), ("حسين", "Hussein")),
        (("سعيد", "Saïd"), ("سعد", "Saad")),
        (("محمد", "Mohamed"), ("أحمد", "Ahmed")),
        (("محمد", "Mohamed"), ("محمود", "Mahmoud")),
        (("أمين", "Amine"), ("أمينة", "Amina")),
        (("رشيد", "Rachid"), ("رشيدة", "Rachida")),
        (("خالد", "Khalid"), ("خليل", "Khalil")),
    ],
)
def test_names_twins_are_given_are_not_one_name_respelled(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likenesses(written_name(*one), [written_name(*other)])[0].weakest < RESPELLED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("الشرقاوي", "Cherkaoui"), ("الشركاوي", "Sharkawi")),
        (("محمّد", "Muhammad"), ("محمد", "Mohamed")),
        (("نادية", "Nadia"), ("ناديا", "Nadya")),
        (("آيت الحسين", "Aït El Houssine"), ("ايت لحسين", "Ait Lhoussine")),
    ],
)
def test_one_name_respelled_in_both_scripts(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likenesses(written_name(*one), [written_name(*other)])[0].weakest >= RESPELLED


def test_a_name_without_words_is_like_nothing() -> None:
    found = likenesses(written_name(""), [written_name("علي"), written_name("")])
    assert [each.log_odds for each in found] == [0.0, 0.0]


def test_names_of_this_country_are_recognised_and_found_across_scripts() -> None:
    """Given names and invented family stems of the specimens, which no training has seen as a list."""
    pairs = [
        NamePair("".join(latin_words(latin)), "".join(arabic_words(arabic)))
        for arabic, latin in (*w.FEMALE, *w.MALE, *w.STEMS, *w.ANCESTORS)
    ]
    scored = word_log_odds([(p.arabic, p.latin) for p in pairs], "arabic-latin")
    crossed = [(a.arabic, b.latin) for a, b in product(pairs, pairs) if a.arabic != b.arabic and a.latin != b.latin]
    threshold = float(np.quantile(word_log_odds(crossed, "arabic-latin"), 0.99))
    assert (scored > threshold).mean() >= 0.97
    for way, found in finding(pairs).items():
        assert found.recall >= 0.97, way


def test_recall_and_its_interval() -> None:
    told = Recognition(np.array([1.0, 2.0, 3.0, -1.0]), np.linspace(-10, 0.5, 1000))
    assert told.recall(1e-2) == 0.75
    low, high = told.interval(1e-2)
    assert 0.2 < low < 0.75 < high < 1
    pairs = [NamePair("ali", "علي"), NamePair("omar", "عمر"), NamePair("karim", "كريم"), NamePair("salma", "سلمى")]
    same, again = (recognition(pairs, seed=3, most=40) for _ in range(2))
    assert np.array_equal(same.strangers, again.strangers)


def test_a_channel_learns_what_letters_become() -> None:
    examples = [("ab", "xyx", 50.0), ("a", "xy", 50.0), ("ba", "xxy", 90.0), ("b", "x", 50.0)]
    channel = learnt_channel(examples, "ab", "xyz", rounds=12)
    assert channel.likely_targets("ab", 1)[0][0] == "xyx"
    likely, never = channel.log_chances(["aab", "aab"], ["xyxyx", "zzzzz"])
    assert likely > -1 and never < likely - 10
    assert channel.chances["a"]["xy"] > 0.95


def test_a_curve_rises_and_stays_modest() -> None:
    r = np.random.default_rng(5)
    knots = fitted_curve(r.normal(4, 2, 3000), r.normal(-6, 3, 30000))
    ratios, odds = zip(*knots, strict=True)
    assert list(ratios) == sorted(ratios) and list(odds) == sorted(odds)
    assert max(map(abs, odds)) <= MOST + 0.1
    assert odds[0] < -2 and odds[-1] > 2


def test_learning_twice_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = learning.own_pairs()[:150]
    monkeypatch.setattr(learning, "own_pairs", lambda: own)
    one_word = [pair for pair in (*w.FEMALE, *w.MALE, *w.STEMS) if " " not in pair[0]]
    names = [f"{latin}\t{' '.join(arabic)}\t3\n" for arabic, latin in one_word]
    source = tmp_path / "pairs"
    source.write_text("".join(names) + "only latin\n", encoding="utf-8")
    file = read_pairs(source)
    assert file.unusable == 1 and len(file.pairs) == len(names)
    first, second = (learning.learnt_text(file, said="invented", name="pairs", rounds=2) for _ in range(2))
    assert first == second and "# invented" in first
    assert set(read_parameters(first.splitlines()).channels) == set(parameters().channels)


def test_pairs_in_either_order_are_read_and_held_out_by_name(tmp_path: Path) -> None:
    source = tmp_path / "pairs"
    source.write_text("Benali\tب ن ع ل ي\t7\nعلي\tAli\nx\n", encoding="utf-8")
    pairs = read_pairs(source).pairs
    assert pairs == (NamePair("benali", "بنعلي", 7), NamePair("ali", "علي", 1))
    assert unseen(pairs, [NamePair("alli", "علي")]) == pairs[:1]
    with pytest.raises(PairsUnreadableError):
        read_pairs(tmp_path / "none")
    source.write_text("no pair here\n", encoding="utf-8")
    with pytest.raises(PairsUnreadableError):
        read_pairs(source)
