"""The printed handbook: asked for on a page, made by a worker, once for each book and language."""

from pathlib import Path

import pytest
import typst
from django.test import Client

from guanjia.rooms.handbook import services
from guanjia.rooms.handbook.models import PrintedBook
from guanjia.rooms.handbook.services import printing
from guanjia.shared import jobs
from guanjia.shared.errors import Refused
from tests.cast import MONDAY, Cast
from tests.rooms.handbook.conftest import EVERY

pytestmark = pytest.mark.django_db
FONT = set(typst.Fonts().families()) & set(printing.FONTS)
needs_font = pytest.mark.skipif(not FONT, reason="no Chinese font on this machine: apt-get install fonts-noto-cjk")


@pytest.fixture
def reader(cast: Cast) -> Client:
    files = services.read_folder(EVERY)
    del files["overrides/lakeside.yaml"]
    edition_id = services.load_files(files, cast.company_id, at=MONDAY)
    services.publish(edition_id, effective_from=MONDAY, approver=cast.he, at=MONDAY)
    return cast.client(cast.he)


@needs_font
def test_who_asks_sees_it_being_made_and_then_the_link(reader: Client) -> None:
    assert "/handbook/print/ask/" in reader.get("/handbook/print/").content.decode()
    assert reader.get("/handbook/print/file/").status_code == 404
    assert reader.post("/handbook/print/ask/").status_code == 302
    waiting = reader.get("/handbook/print/").content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "/handbook/print/file/" not in waiting
    jobs.run_waiting()
    part = reader.get("/handbook/print/", headers={"HX-Request": "true"}).content.decode()
    assert "/handbook/print/file/" in part
    assert "every 2s" not in part
    file = reader.get("/handbook/print/file/")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")


@needs_font
def test_asked_twice_it_is_made_once(reader: Client, cast: Cast) -> None:
    for _ in range(2):
        reader.post("/handbook/print/ask/")
    jobs.run_waiting()
    made = PrintedBook.objects.get().made_at
    reader.post("/handbook/print/ask/")
    assert jobs.run_waiting() == 0
    assert PrintedBook.objects.get().made_at == made


def test_without_a_chinese_font_the_page_says_so_and_offers_another_try(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "FONTS", ("No such font",))
    printing.chinese_font.cache_clear()
    reader.post("/handbook/print/ask/")
    jobs.run_waiting()
    printing.chinese_font.cache_clear()
    page = reader.get("/handbook/print/").content.decode()
    assert "fonts-noto-cjk" in page
    assert "/handbook/print/ask/" in page
    reader.post("/handbook/print/ask/")
    assert PrintedBook.objects.get().state == "waiting"


@needs_font
def test_words_of_a_pack_are_never_read_as_markup(tmp_path: Path) -> None:
    files = services.read_folder(EVERY)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    head = (tmp_path / "pack.yaml").read_text(encoding="utf-8")
    strange = head.replace("样例手册", '"#panic() $x_1$ *星* `码` <br>"', 1)
    (tmp_path / "pack.yaml").write_text(strange, encoding="utf-8")
    assert strange != head
    assert services.print_pack(tmp_path).startswith(b"%PDF-")


def test_a_font_that_is_missing_is_named_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "FONTS", ())
    printing.chinese_font.cache_clear()
    with pytest.raises(Refused, match="fonts-noto-cjk"):
        printing.chinese_font()
    printing.chinese_font.cache_clear()
