"""Shots for looking; not kept."""
import os
from uuid import uuid4
import pytest
from django.utils import translation
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Because, Window
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import UnmaskReason
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.cases.models import Case
from guanjia.shared.jobs import run_waiting
from tests.browser.test_field_and_resident import DOT, SECRET, picture
from datetime import timedelta

OUT = "/tmp/w/phones"
os.makedirs(OUT, exist_ok=True)

def test_shots(cast, live_server, browser, settings):
    settings.LOCALE_PATHS = ["/tmp/w/phoneloc", *settings.LOCALE_PATHS]
    from django.utils.translation import trans_real
    trans_real._translations.clear()
    cast.publish(); people.set_password(cast.li, SECRET)
    done = cast.done_case()
    cast.later(minutes=8)
    paid = cast.taken_case("paid.repair", "请师傅换一个厨房龙头")
    case_verbs.quote(cast.actor(cast.li), paid, 18100, at=cast.later(minutes=1))
    paused = cast.taken_case(text="阳台地漏反水")
    case_verbs.pause(cast.actor(cast.li), paused, Because("part_on_order", "", cast.now + timedelta(days=1)), at=cast.later(minutes=1))
    work = cast.taken_case(text="卫生间水管漏水，地上都是水")
    case_verbs.arrive(cast.actor(cast.li), work, at=cast.later(minutes=14))
    case_verbs.add_photo(cast.actor(cast.li), work, NewPhoto(DOT, PhotoOf.BEFORE), at=cast.now)
    case_verbs.note(cast.actor(cast.ma), work, "楼下 1302 孙阿姨耳背，先打电话再上门。", at=cast.now)
    cast.opened_case(text="洗手盆下水慢")
    people.unmask(cast.actor(cast.ma), "contact", cast.zhou_contact, UnmaskReason.CALL, cast.now)
    talk = conversations.receive(cast.garden.id, channel="page", contact_id=cast.zhou_contact, text="请问物业费怎么交", at=cast.now).conversation_id
    run_waiting()
    conversations.answer(cast.actor(cast.chen), talk, "周女士您好，可以在公众号里缴，也可以来前台。", at=cast.later(minutes=2))
    closed = Case.objects.get(pk=done)
    widths = [(390, "zh-CN"), (1280, "zh-CN"), (390, "en")] if os.environ.get("ALL") else [(390, "zh-CN")]
    for width, lang in widths:
        ctx = browser.new_context(viewport={"width": width, "height": 844}, base_url=live_server.url, locale=lang, timezone_id="Asia/Shanghai")
        p = ctx.new_page()
        def shot(name, url=None, full=True):
            if url: p.goto(url)
            over = p.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0: print("OVERFLOW", name, width, over)
            p.screenshot(path=f"{OUT}/{name}-{width}-{lang[:2]}.png", full_page=full)
        p.goto("/sign-in/"); p.fill("[name=username]", "li"); p.fill("[name=password]", SECRET); p.press("[name=password]", "Enter"); p.wait_for_url("**/tasks/")
        shot("f-tasks"); shot("f-task", f"/tasks/{work}/"); shot("f-paid", f"/tasks/{paid}/"); shot("f-done", f"/tasks/{work}/done/"); shot("f-pause", f"/tasks/{work}/pause/")
        p.click(".foot button"); p.wait_for_load_state(); shot("f-pause-error")
        shot("f-price", f"/tasks/{paid}/price/")
        p.goto(f"/tasks/{work}/"); p.click("#call summary"); p.screenshot(path=f"{OUT}/f-call-{width}-{lang[:2]}.png")
        ctx.clear_cookies()
        p.goto(people.resident_link(cast.zhou_contact))
        shot("r-cases"); shot("r-case", f"/my/{done}/"); shot("r-work", f"/my/{work}/"); shot("r-paid", f"/my/{paid}/"); shot("r-paused", f"/my/{paused}/"); shot("r-new", "/my/new/"); shot("r-talk", "/my/talk/"); shot("r-seen", "/my/seen/"); shot("r-refuse", f"/my/{done}/refuse/"); shot("r-rate", f"/my/{done}/rate/")
        p.click(".foot button"); p.wait_for_load_state(); shot("r-rate-error")
        ctx.close()
