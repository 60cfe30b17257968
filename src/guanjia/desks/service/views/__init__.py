"""Pages of the service desk: the queue and the open talk, taking down, cases and what is done to them."""

from django.urls import path

from guanjia.desks.service.acts import ACTS
from guanjia.desks.service.views.acting import act_page, undo
from guanjia.desks.service.views.board import board
from guanjia.desks.service.views.casework import case, cases
from guanjia.desks.service.views.desk import answer, desk, news, unmask
from guanjia.desks.service.views.filing import ask_file, fetch_file, files
from guanjia.desks.service.views.finding import find
from guanjia.desks.service.views.recognising import recognition
from guanjia.desks.service.views.registering import register, register_look, registered
from guanjia.desks.service.views.together import together
from guanjia.desks.service.views.workplace import choose_view, drafts, drop_view, here, keep_view, leave

app_name = "service"
urlpatterns = [
    path("desk/", desk, name="desk"),
    path("desk/news/", news, name="news"),
    path("desk/conversations/<uuid:conversation_id>/answer/", answer, name="answer"),
    path("desk/contacts/<uuid:contact_id>/unmask/", unmask, name="unmask"),
    path("desk/register/", register, name="register"),
    path("desk/register/look/", register_look, name="register_look"),
    path("desk/register/<uuid:case_id>/", registered, name="registered"),
    path("desk/drafts/", drafts, name="drafts"),
    path("desk/here/", here, name="here"),
    path("desk/leave/", leave, name="leave"),
    path("desk/find/", find, name="find"),
    path("desk/views/<slug:page>/", keep_view, name="keep_view"),
    path("desk/views/<slug:page>/<uuid:view_id>/choose/", choose_view, name="choose_view"),
    path("desk/views/<slug:page>/<uuid:view_id>/drop/", drop_view, name="drop_view"),
    path("board/", board, name="board"),
    path("cases/", cases, name="cases"),
    path("recognition/", recognition, name="recognition"),
    path("cases/together/", together, name="together"),
    path("cases/<uuid:case_id>/", case, name="case"),
    path("cases/<uuid:case_id>/file/", files, name="files"),
    path("cases/<uuid:case_id>/file/ask/", ask_file, name="ask_file"),
    path("cases/files/<uuid:file_id>/", fetch_file, name="fetch_file"),
    path("cases/<uuid:case_id>/undo/", undo, name="undo"),
    *(path(f"cases/<uuid:case_id>/{act.name}/", act_page(act), name=act.name) for act in ACTS),
]
