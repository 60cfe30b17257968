"""Loading, publishing and reading editions on a real database."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guanjia.rooms.handbook import selectors, services
from guanjia.rooms.handbook.models import Edition, EditionFile, ResolvedContent, ResolvedEdition, YearTable
from guanjia.rooms.places.models import Community, Company
from guanjia.shared.errors import Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.rooms.handbook.conftest import EVERY, MONDAY, Place

pytestmark = pytest.mark.django_db


def published(place: Place, *, at: datetime = MONDAY) -> UUID:
    edition_id = services.load_pack(EVERY, place.company, at=at)
    services.publish(edition_id, effective_from=at, approver=None, at=at)
    return edition_id


def test_export_gives_the_source_back_byte_for_byte(place: Place, tmp_path: Path) -> None:
    edition_id = services.load_pack(EVERY, place.company, at=MONDAY)
    services.export(edition_id, tmp_path / "out")
    assert services.read_folder(tmp_path / "out") == services.read_folder(EVERY)


def test_export_writes_nothing_into_a_folder_that_holds_something(place: Place, tmp_path: Path) -> None:
    edition_id = services.load_pack(EVERY, place.company, at=MONDAY)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused):
        services.export(edition_id, tmp_path)


def test_a_wrong_pack_is_not_loaded_and_keeps_nothing(place: Place, every: dict[str, bytes]) -> None:
    every["urgency.yaml"] = b"urgencies: 5\n"
    with pytest.raises(Invalid, match=r"urgency\.yaml:1"):
        services.load_files(every, place.company, at=MONDAY)
    assert not Edition.objects.exists()


def test_each_community_reads_its_own_book(place: Place) -> None:
    published(place)
    lakeside = selectors.edition_in_force(place.lakeside, MONDAY)
    garden = selectors.edition_in_force(place.garden, MONDAY)
    by_code = {book.community_id: {one["code"]: one for one in book.clocks} for book in (lakeside, garden)}
    assert by_code[place.lakeside]["B07"]["within"] == {"minutes": 10}
    assert by_code[place.garden]["B07"]["within"] == {"minutes": 15}
    assert lakeside.terms.case.settle_reminders == 3
    assert garden.topics["rep.water.leak"].urgency == "u2"


def test_what_began_under_an_edition_is_read_in_it_after_another_is_published(place: Place) -> None:
    first = published(place)
    later = MONDAY + timedelta(days=30)
    second = published(place, at=later)
    assert selectors.edition_in_force(place.garden, later - timedelta(seconds=1)).id == first
    assert selectors.edition_in_force(place.garden, later).id == second
    assert [book.id for book in selectors.books(place.garden)] == [first, second]


def test_before_the_first_edition_nothing_is_in_force(place: Place) -> None:
    published(place)
    with pytest.raises(Refused):
        selectors.edition_in_force(place.garden, MONDAY - timedelta(seconds=1))


def test_reading_a_kept_book_costs_one_query(place: Place, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    published(place)
    selectors.edition_in_force(place.garden, MONDAY)
    with django_assert_num_queries(1):  # which edition, which resolved content, which year tables: in one statement
        selectors.edition_in_force(place.garden, MONDAY)


def test_an_edition_never_holds_from_before_its_publication(place: Place) -> None:
    edition_id = services.load_pack(EVERY, place.company, at=MONDAY)
    with pytest.raises(Refused):
        services.publish(edition_id, effective_from=MONDAY - timedelta(days=1), approver=None, at=MONDAY)


def test_an_edition_is_published_once(place: Place) -> None:
    edition_id = published(place)
    with pytest.raises(Refused):
        services.publish(edition_id, effective_from=MONDAY + timedelta(days=1), approver=None, at=MONDAY)


def test_an_edition_is_worked_out_once_for_communities_of_which_it_says_the_same(place: Place) -> None:
    company = Company.objects.get(pk=place.company)
    more = [Community(company=company, code=f"more-{number}", name=f"More {number}") for number in range(30)]
    Community.objects.bulk_create(more)
    with CaptureQueriesContext(connection) as asked:
        published(place)
    kept = ('INSERT INTO "handbook_resolved', 'SELECT "handbook_resolvedcontent"')
    about = [one["sql"] for one in asked.captured_queries if one["sql"].startswith(kept)]
    assert len(about) == 5  # two contents, each looked for and kept, and every community's line at once
    assert selectors.edition_in_force(more[0].id, MONDAY).terms.case.settle_reminders != 3
    assert selectors.edition_in_force(place.lakeside, MONDAY).terms.case.settle_reminders == 3


def test_publishing_is_told_to_every_community(place: Place) -> None:
    published(place)
    told = JournalEvent.objects.filter(kind="edition.published").values_list("community_id", flat=True)
    assert set(told) == {place.lakeside, place.garden}


def test_an_override_for_a_community_that_is_not_served_blocks_publishing(
    place: Place, every: dict[str, bytes]
) -> None:
    every["overrides/lakeside.yaml"] = every["overrides/lakeside.yaml"].replace(b"[lakeside]", b"[nowhere]")
    edition_id = services.load_files(every, place.company, at=MONDAY)
    with pytest.raises(Refused, match="nowhere"):
        services.publish(edition_id, effective_from=MONDAY, approver=None, at=MONDAY)
    assert not ResolvedEdition.objects.exists()


CHANGES = [
    "update handbook_edition set title = 'other'",
    "update handbook_edition set state = 'draft', published_at = null, effective_from = null",
    "delete from handbook_edition",
    "update handbook_editionfile set content = 'x'",
    "delete from handbook_editionfile",
    "insert into handbook_editionfile (id, edition_id, path, content) "
    "select gen_random_uuid(), id, 'new.yaml', 'x' from handbook_edition",
    "update handbook_resolvedcontent set content = '{}'",
    "delete from handbook_resolvededition",
    "update handbook_resolvededition set community_id = community_id",
    "update handbook_yeartable set content = '{}'",
    "delete from handbook_yeartable",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_what_is_published(place: Place, change: str) -> None:
    published(place)
    with pytest.raises(DatabaseError, match="published"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Edition.objects.filter(title="样例手册", state="published").count() == 1


def test_a_draft_can_still_be_taken_away(place: Place) -> None:
    services.load_pack(EVERY, place.company, at=MONDAY)
    Edition.objects.all().delete()
    assert not EditionFile.objects.exists()


def test_the_years_table_comes_with_the_pack_and_fills_the_calendar(place: Place) -> None:
    published(place)
    work = selectors.edition_in_force(place.garden, MONDAY).calendar("work")
    assert (work.holidays, work.workdays, work.tables_until) == (("2026-01-01",), ("2026-01-04",), 2026)
    assert selectors.edition_in_force(place.garden, MONDAY).calendar("chat").tables_until is None


def test_a_new_years_table_reaches_the_book_without_a_new_edition(place: Place, tmp_path: Path) -> None:
    published(place)
    before = selectors.edition_in_force(place.garden, MONDAY)
    table = tmp_path / "CN-2027.yaml"
    table.write_text('table: CN\nyear: 2027\ntitle: 二〇二七\nholidays: [{day: "2027-01-01", name: 元旦}]\n')
    services.load_year_table(table, at=MONDAY + timedelta(days=1))
    after = selectors.edition_in_force(place.garden, MONDAY)
    assert after.calendar("work").tables_until == 2027
    assert (after.id, after.content) == (before.id, before.content)
    assert after.stamp != before.stamp
    assert JournalEvent.objects.filter(kind="year_table.loaded", data__year=2027).count() == 2


def test_the_same_years_table_is_not_loaded_twice_and_a_correction_is_a_new_version(
    place: Place, tmp_path: Path
) -> None:
    published(place)
    again = EVERY / "years" / "CN-2026.yaml"
    with pytest.raises(Refused):
        services.load_year_table(again, at=MONDAY)
    better = tmp_path / "CN-2026.yaml"
    better.write_bytes(again.read_bytes().replace(b"version: 2", b"version: 3"))
    services.load_year_table(better, at=MONDAY)
    assert [one.version for one in selectors.year_tables()] == [3]
    assert YearTable.objects.count() == 2


def test_communities_without_overrides_share_what_holds(place: Place) -> None:
    published(place)
    assert ResolvedContent.objects.count() == 2
    assert ResolvedEdition.objects.count() == 2


def test_a_community_opened_later_adopts_the_published_editions(place: Place) -> None:
    from guanjia.rooms.places.models import Community

    published(place)
    new = Community.objects.create(company_id=place.company, code="new", name="新苑")
    with pytest.raises(Refused):
        selectors.edition_in_force(new.id, MONDAY)
    assert services.adopt(new.id) == 1
    assert services.adopt(new.id) == 0
    assert selectors.edition_in_force(new.id, MONDAY).number == 1


def test_a_script_is_said_with_its_slots(place: Place) -> None:
    published(place)
    book = selectors.edition_in_force(place.garden, MONDAY)
    assert services.script(book, "W01", company="样例物业", agent="何静") == "您好，样例物业何静为您服务。"
    with pytest.raises(Refused):
        services.script(book, "W01", company="样例物业")
    with pytest.raises(Missing):
        services.script(book, "W99")


def test_a_difference_is_told_key_by_key_between_an_edition_and_a_folder(place: Place, tmp_path: Path) -> None:
    edition_id = services.load_pack(EVERY, place.company, at=MONDAY)
    services.export(edition_id, tmp_path / "next")
    assert services.diff(str(edition_id), str(tmp_path / "next")) == []
    file = tmp_path / "next" / "standards" / "all.yaml"
    file.write_text(file.read_text().replace("within: {minutes: 15}", "within: {minutes: 12}"))
    (change,) = services.diff(str(edition_id), str(tmp_path / "next"))
    assert str(change) == "~ standards.B07.within.minutes: 15 → 12"
    with pytest.raises(Missing):
        services.diff(str(edition_id), "nowhere")


def test_an_edition_says_its_standards_in_the_order_of_the_files(place: Place) -> None:
    edition_id = services.load_pack(EVERY, place.company, at=MONDAY)
    text = (EVERY / "standards" / "all.yaml").read_text()
    listed = list(selectors.content_of(edition_id).standards)
    assert listed == sorted(listed, key=lambda code: text.index(f"code: {code}"))
