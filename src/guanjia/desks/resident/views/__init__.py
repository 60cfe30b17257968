"""Pages of residents, for a phone: my requests, a new one, the talk with us, my home, my data."""

from django.urls import path

from guanjia.desks.resident.acts import ACTS
from guanjia.desks.resident.views import cases, home, reporting, talking, visits

app_name = "resident"
urlpatterns = [
    path("", cases.my_cases, name="cases"),
    path("new/", reporting.new, name="new"),
    path("complain/", reporting.complain, name="complain"),
    path("new/near/", reporting.near, name="near"),
    path("new/join/<uuid:case_id>/", reporting.join, name="join"),
    path("joined/<uuid:join_id>/", reporting.joined, name="joined"),
    path("joined/<uuid:join_id>/leave/", reporting.leave_join, name="leave_join"),
    path("at/<str:code>/", reporting.at, name="at"),
    path("talk/", talking.talk, name="talk"),
    path("talk/<uuid:conversation_id>/older/", talking.older, name="older"),
    path("talk/<uuid:conversation_id>/person/", talking.person, name="person"),
    path("talk/<uuid:conversation_id>/rate/", talking.rate_talk, name="rate_talk"),
    path("home/", home.home, name="home"),
    path("home/leaves/<uuid:residence_id>/", home.leaves, name="leaves"),
    path("data/", home.data, name="data"),
    path("data/<uuid:request_id>/take-back/", home.take_back, name="take_back"),
    path("seen/", home.seen, name="seen"),
    path("visits/<uuid:stop_id>/", visits.visit, name="visit"),
    path("visits/<uuid:stop_id>/take-back/", visits.take_back, name="take_back_visit"),
    path("<uuid:case_id>/", cases.case, name="case"),
    path("<uuid:case_id>/ask/", talking.talk, name="ask"),
    *(path(f"<uuid:case_id>/{act.name}/", cases.act_page(act), name=act.name) for act in ACTS),
]
