"""The reader of the handbook, as staff see it."""

import pytest
from django.test import Client

from guanjia.rooms.handbook import selectors, services
from tests.cast import MONDAY, Cast
from tests.rooms.handbook.conftest import EVERY

pytestmark = pytest.mark.django_db

PAGES = [
    "/handbook/",
    "/handbook/?touchpoint=repair",
    "/handbook/?q=到场",
    "/handbook/topics/",
    "/handbook/topics/rep.water.leak/",
    "/handbook/editions/",
    *(
        f"/handbook/standards/{code}/"
        for code in ("B07", "B13", "B09", "A40", "E01", "D03", "A19", "E20", "B25", "A02", "K09")
    ),
]


@pytest.fixture
def reader(cast: Cast) -> Client:
    files = services.read_folder(EVERY)
    files["overrides/lakeside.yaml"] = files["overrides/lakeside.yaml"].replace(b"[lakeside]", b"[garden]")
    edition_id = services.load_files(files, cast.company_id, at=MONDAY)
    services.publish(edition_id, effective_from=MONDAY, approver=cast.he, at=MONDAY)
    return cast.client(cast.he)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_the_reader_opens(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


def test_a_standard_shows_the_figure_of_this_community(reader: Client) -> None:
    page = reader.get("/handbook/standards/B07/").content.decode()
    assert "急修到场" in page
    assert '<p class="big num">10 ' in page  # the community's own ten minutes, not the edition's fifteen


def test_the_search_finds_by_code_and_by_word(reader: Client) -> None:
    found = reader.get("/handbook/", {"q": "b07"}, headers={"HX-Request": "true"}).content.decode()
    assert "急修到场" in found
    assert "<html" not in found
    none = reader.get("/handbook/", {"q": "<script>"}).content.decode()
    assert "<script>&" not in none
    assert "“&lt;script&gt;”" in none


def test_an_unknown_standard_or_topic_is_a_page_with_a_way_out(reader: Client) -> None:
    assert reader.get("/handbook/standards/Z99/").status_code == 404
    assert reader.get("/handbook/topics/z.z/").status_code == 404


def test_without_an_edition_the_reader_is_told_what_to_do(cast: Cast) -> None:
    assert cast.client(cast.he).get("/handbook/").status_code == 404


def test_programs_read_the_same_book(reader: Client, cast: Cast) -> None:
    key = cast.bearer(cast.he)
    first = reader.get("/api/v1/handbook/standards", headers=key).json()
    assert first["next"] is None
    assert {"B07", "E01"} <= {row["code"] for row in first["rows"]}
    one = reader.get("/api/v1/handbook/standards/B07", headers=key).json()
    assert (one["title"]["zh"], one["plain"]["within"]) == ("急修到场", {"minutes": 10})
    topics = reader.get("/api/v1/handbook/topics", headers=key).json()["rows"]
    assert {row["case_class"] for row in topics} == {"REP", "EMG"}
    assert reader.get("/api/v1/handbook", headers=key).json()["number"] == 1
    assert reader.get("/api/v1/handbook/standards", {"after": "nowhere"}, headers=key).status_code == 422


def test_opening_a_page_of_the_reader_costs_few_queries(reader: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    reader.get("/handbook/")
    with django_assert_max_num_queries(8):  # session, account, posts, communities, counts; one for the book
        reader.get("/handbook/?touchpoint=repair")


def test_the_reader_shows_one_kind_or_one_roles_standards(reader: Client) -> None:
    gates = reader.get("/handbook/", {"kind": "gate"}).content.decode()
    assert "/handbook/standards/B25/" in gates
    assert "/handbook/standards/B07/" not in gates
    mine = reader.get("/handbook/", {"role": "technician"}).content.decode()
    assert "/handbook/standards/B07/" in mine
    none = reader.get("/handbook/", {"kind": "nonsense"}).content.decode()
    assert "/handbook/standards/" not in none


def test_two_chinese_signs_are_enough_to_search(reader: Client) -> None:
    assert "急修到场" in reader.get("/handbook/", {"q": "到场"}, headers={"HX-Request": "true"}).content.decode()


def test_residents_read_their_part_without_signing_in(reader: Client, cast: Cast) -> None:
    page = Client().get(f"/handbook/residents/{cast.garden.code}/").content.decode()
    promised = selectors.edition_in_force(cast.garden.id, cast.now).standards["B07"].promise
    assert promised is not None
    assert promised.zh in page
    assert cast.garden.name in page
    assert 'id="B07"' in page
    assert "/handbook/standards/" not in page  # what staff read stays behind the door


def test_residents_search_their_part_and_hear_when_nothing_fits(reader: Client, cast: Cast) -> None:
    address = f"/handbook/residents/{cast.garden.code}/"
    assert 'id="B07"' in Client().get(address, {"q": "到场"}).content.decode()
    none = Client().get(address, {"q": "没有这个词"}).content.decode()
    assert 'id="B07"' not in none
    assert address in none


def test_a_community_nobody_knows_has_no_residents_part(reader: Client) -> None:
    assert Client().get("/handbook/residents/nowhere/").status_code == 404
