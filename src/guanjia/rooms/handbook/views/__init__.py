"""Pages of the handbook: the reader, and the life of its editions."""

from django.urls import path

from guanjia.rooms.handbook.views import divisions, drafting, editions, printing, reading

app_name = "handbook"
urlpatterns = [
    path("", reading.handbook, name="handbook"),
    path("topics/", reading.topics, name="topics"),
    path("topics/<str:code>/", reading.topic, name="topic"),
    path("standards/<str:code>/", reading.standard, name="standard"),
    path("residents/<str:code>/", printing.residents, name="residents"),
    path("print/", printing.printed, name="printed"),
    path("print/ask/", printing.ask_print, name="ask_print"),
    path("print/file/", printing.print_file, name="print_file"),
    path("communities/", divisions.communities, name="communities"),
    path("communities/<uuid:community_id>/", divisions.division, name="division"),
    path("editions/", reading.editions, name="editions"),
    path("editions/draft/", drafting.draft, name="draft"),
    path("editions/upload/", drafting.upload, name="upload"),
    path("editions/<uuid:edition_id>/", editions.edition, name="edition"),
    path("editions/<uuid:edition_id>/pack.zip", editions.pack, name="pack"),
    path("editions/<uuid:edition_id>/review/", editions.review, name="review"),
    path("editions/<uuid:edition_id>/approve/", editions.approve, name="approve"),
    path("editions/<uuid:edition_id>/return/", editions.send_back, name="return"),
    path("editions/<uuid:edition_id>/publish/", editions.publish, name="publish"),
    path("editions/<uuid:edition_id>/throw-away/", drafting.throw_away, name="throw_away"),
    path("editions/<uuid:edition_id>/upload/", drafting.rewrite, name="rewrite"),
    path("editions/<uuid:edition_id>/standards/<str:code>/", drafting.change, name="change"),
]
