"""Register files become persons, documents and cards, once; what cannot be loaded waits with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import count_subjects
from bitaqa.records.cards.door import find_card
from bitaqa.records.documents.door import documents_by_number
from bitaqa.records.persons.door import persons_by_number
from bitaqa.records.persons.imports.errors import ColumnsMissingError, FileUnreadableError
from bitaqa.records.persons.imports.loading import load_file, preview_file
from bitaqa.records.persons.models import ImportProblem, Person, RegisterImport

from .conftest import row_of
from .loads import BY, codes, load

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]


def test_a_good_file_is_previewed_then_loaded(place: None, write: Write) -> None:
    path = write([row_of(1, birth="1972-07"), row_of(2, national_number=" w 000002 ", family_ar="", family_latin="")])
    found, preview = preview_file(path, name="r.csv", dates="iso", by=BY, at=now())
    assert (preview.rows, preview.new, preview.known, preview.aside) == (2, 2, 0, 0)
    assert not Person.objects.exists() and found.state == "previewed"
    done = load_file(path, found, by=BY, at=now())
    assert (done.loaded, done.known, done.aside, done.state) == (2, 0, 0, "done")
    card = find_card("SP0000001")
    assert card is not None and (card.state, card.keeper, card.place) == ("handed_over", "holder", "el-borouj")
    paper = documents_by_number(["SP0000001"])["SP0000001"]
    assert (paper.state, paper.type_version) == ("active", "cnie-2")
    people = persons_by_number(["W000001", "W000002"])
    assert str(people["W000001"].birth) == "1972-07" and people["W000001"].origin == "import"
    assert people["W000002"].identity.names.latin.family == ""
    for event in ("person.imported", "document.imported", "card.imported"):
        assert count_subjects(event=event) == {(): 2}
    assert count_subjects(event="import.loaded") == count_subjects(event="import.previewed") == {(): 1}


def test_the_same_file_again_loads_nothing_twice(place: None, write: Write, tmp_path: Path) -> None:
    path = write([row_of(n) for n in range(1, 6)])
    load(path)
    again = load(path)
    assert (again.loaded, Person.objects.count(), RegisterImport.objects.count()) == (5, 5, 1)
    more = write([row_of(n) for n in range(1, 8)], name="more.csv")
    third = load(more)
    assert (third.loaded, third.known, Person.objects.count()) == (2, 5, 7)


@pytest.mark.parametrize(
    "how", [{"encoding": "utf-8-sig"}, {"delimiter": ";"}, {"delimiter": "\t"}, {"encoding": "utf-16"}]
)
def test_files_as_spreadsheets_write_them(place: None, write: Write, how: dict[str, Any]) -> None:
    assert load(write([row_of(1)], **how)).loaded == 1


def test_parquet(place: None, tmp_path: Path) -> None:
    from datetime import date

    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {**row_of(n), "issued_on": date(2021, 3, 1), "expires_on": date(2031, 3, 1), "family_ar": None}
        for n in range(1, 4)
    ]
    path = tmp_path / "register.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    assert load(path).loaded == 3
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(FileUnreadableError):
        load(path)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birth": "04/05/1972"}, "imports.date_order"),
        ({"issued_on": "1/3/2021"}, "imports.date_order"),
        ({"birth": "1972-13"}, "imports.value_refused"),
        ({"birth": ""}, "imports.value_missing"),
        ({"issued_on": "2021"}, "imports.value_refused"),
        ({"expires_on": "2020-01-01"}, "imports.dates_contradict"),
        ({"issued_on": "2190-01-01", "expires_on": "2199-01-01"}, "imports.dates_contradict"),
        ({"birth": "2025-01-01"}, "imports.dates_contradict"),
        ({"national_number": "12"}, "imports.value_refused"),
        ({"document_number": "1.2E+5"}, "imports.value_refused"),
        ({"given_ar": ""}, "imports.value_missing"),
        ({"given_ar": "ب" * 61}, "imports.name_refused"),
        ({"given_latin": "محمد"}, "imports.name_refused"),
        ({"given_latin": "=CMD()"}, "imports.name_refused"),
        ({"sex": "H"}, "imports.value_refused"),
        ({"place": "nowhere"}, "imports.place_not_known"),
        ({"place": "El Borouj!"}, "imports.value_refused"),
        ({"place": ""}, "imports.value_missing"),
        ({"document_type": "passport"}, "imports.value_refused"),
        ({"birth_place_latin": "x" * 130}, "imports.value_too_long"),
    ],
)
def test_a_bad_row_waits_with_its_reason_and_the_others_go_on(
    place: None, write: Write, changes: dict[str, str], code: str
) -> None:
    assert codes(write([row_of(1), row_of(2, **changes), row_of(3)])) == [code]
    assert Person.objects.count() == 2 and count_subjects(event="import.row_set_aside") == {(): 1}


def test_an_address_holds_from_its_day_or_the_documents(place: None, write: Write) -> None:
    file = [row_of(1), row_of(2, address_since="2020-02-29"), row_of(3, address_since="2999-01-01")]
    assert codes(write(file)) == ["imports.value_refused"]
    people = persons_by_number(["W000001", "W000002"])
    assert people["W000001"].identity.address.since == date(2021, 3, 1), "declared when the document was issued"
    assert people["W000002"].identity.address.since == date(2020, 2, 29)


def test_sixty_letters_are_a_name(place: None, write: Write) -> None:
    assert load(write([row_of(1, given_ar="ب" * 60, given_latin="B" * 60)])).loaded == 1


def test_dates_day_first_when_the_file_says_so(place: None, write: Write) -> None:
    path = write([row_of(1, birth="04/05/1972", issued_on="1.3.2021", expires_on="2031-03-01 00:00:00")])
    assert codes(path, "dmy") == []
    assert str(persons_by_number(["W000001"])["W000001"].birth) == "1972-05-04"


def test_a_document_older_than_every_version_keeps_the_oldest(place: None, write: Write) -> None:
    assert load(write([row_of(1, issued_on="2012-03-01", expires_on="2022-03-01")])).loaded == 1


def test_numbers_that_stand_twice(place: None, write: Write) -> None:
    rows = [row_of(1), row_of(2, national_number="W000001"), row_of(3, document_number="SP 0000001"), row_of(4)]
    assert codes(write(rows)) == ["imports.stands_twice", "imports.stands_twice"]
    assert ImportProblem.objects.order_by("row").values_list("reasons", flat=True)[0][0]["facts"]["row"] == 1


def test_a_number_of_somebody_else(place: None, write: Write) -> None:
    load(write([row_of(1)]))
    rows = [row_of(1, document_number="SP9999999"), row_of(2, document_number="SP0000001")]
    assert codes(write(rows, name="b.csv")) == ["imports.number_of_another"] * 2
    assert Person.objects.count() == 1


def test_files_that_are_no_register(place: None, tmp_path: Path, write: Write) -> None:
    path = tmp_path / "x.csv"
    for data in (b"", b"\x00\x01\x02\x03", "given_ar\nمحمد".encode("cp1256")):
        path.write_bytes(data)
        with pytest.raises((FileUnreadableError, ColumnsMissingError)):
            load(path)
    with pytest.raises(ColumnsMissingError) as refused:
        load(write([{"national_number": "W1"}]))
    assert "document_number" in str(refused.value)
    header = ",".join(row_of(1))
    for text in (f"{header},sex\n", f'{header}\n"open'):
        path.write_text(text)
        with pytest.raises(FileUnreadableError):
            load(path)
    path.write_bytes(header.encode() + b"\n" + "محمد".encode("cp1256"))
    with pytest.raises(FileUnreadableError):
        load(path)


def test_rows_set_aside_are_corrected_and_loaded_again(place: None, write: Write, tmp_path: Path) -> None:
    path = write([row_of(1), row_of(2, sex="H", father_ar="=HYPERLINK(1)")])
    out = StringIO()
    call_command("import_register", str(path), stdout=out)
    assert "1 people loaded, 0 known already, 1 rows set aside" in out.getvalue()
    errors = path.with_name("register.csv.errors.csv")
    text = errors.read_text(encoding="utf-8-sig")
    assert "“sex” is not written as it should be." in text and "'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text
    errors.write_text(text.replace(",H,", ",M,"), encoding="utf-8")
    call_command("import_register", str(errors), stdout=out)
    assert persons_by_number(["W000002"])["W000002"].identity.parents.father_ar == "=HYPERLINK(1)"


def test_the_command_previews_and_refuses(place: None, write: Write, tmp_path: Path) -> None:
    out = StringIO()
    path = write([{**row_of(1), "nickname": "x"}, row_of(2, sex="")])
    call_command("import_register", str(path), "--preview", stdout=out)
    assert "2 rows: 1 to load, 0 known already, 1 to correct." in out.getvalue()
    assert "nickname" in out.getvalue() and "“sex” is empty." in out.getvalue() and not Person.objects.exists()
    with pytest.raises(CommandError, match="no file"):
        call_command("import_register", str(tmp_path / "absent.csv"))
    path.write_text("a,b\n")
    with pytest.raises(CommandError, match="lacks the columns"):
        call_command("import_register", str(path))


def test_the_command_names_the_account_that_loads(place: None, write: Write, settings: Any) -> None:
    from bitaqa.backbone.accounts.actions.bootstrap import NewPerson
    from bitaqa.backbone.accounts.door import RoleCode, actor_of, create_demo_account, create_demo_administrators
    from bitaqa.backbone.accounts.models import User
    from bitaqa.backbone.journal.models import JournalEntry

    secret, words = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "four quiet unrelated words"
    create_demo_administrators(
        NewPerson("a.first", "الأولى عينة", "FIRST SPECIMEN", words, secret),
        NewPerson("b.second", "الثاني عينة", "SECOND SPECIMEN", words, secret),
    )
    create_demo_account(
        name="c.auditor", roles=[RoleCode.AUDITOR], password=words, totp_secret=secret, name_ar="عينة", name_latin="C S"
    )
    path = str(write([row_of(1)]))
    for name, refusal in (("nobody", "No account in use"), ("c.auditor", "not allow|may not|permission")):
        with pytest.raises(CommandError, match=refusal):
            call_command("import_register", path, by=name, stdout=StringIO())
    settings.BITAQA_PRODUCTION = True
    with pytest.raises(CommandError, match="--by NAME"):
        call_command("import_register", path, stdout=StringIO())
    assert not Person.objects.exists() and not RegisterImport.objects.exists()
    call_command("import_register", path, by="a.first", stdout=StringIO())
    actor = actor_of(User.objects.get(name="a.first"))
    told = ["person.imported", "document.imported", "card.imported", "import.previewed", "import.loaded"]
    assert set(JournalEntry.objects.filter(event__in=told).values_list("actor", flat=True)) == {actor}
