"""What the house learns from its desks: corrections kept, counted, and taken into the model from the next day on."""

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.models import Case, LearnedModel, Lesson
from guanjia.rooms.cases.services import learning
from guanjia.rooms.cases.types import OpenCase
from tests.cast import Cast

SINCE = timedelta(days=30)
ODD = "云帆小馆那个蓝色的牌子又亮一整夜"
"""A matter no example speaks of, in a community's own words."""


def written(cast: Cast, text: str) -> Case:
    cast.writes(text)
    return Case.objects.latest("opened_at", "id")


def test_a_new_house_knows_topics_and_is_not_sure_of_everything(cast: Cast) -> None:
    cast.publish()
    plain = services.recognised(cast.garden.id, "厨房水龙头关不紧一直滴水", at=cast.now)
    vague = services.recognised(cast.garden.id, "那个又不行了", at=cast.now)
    assert plain.topic == "rep.water.leak" and plain.sure
    assert not vague.sure


def test_a_model_is_learned_once_and_kept(cast: Cast) -> None:
    cast.publish()
    first = services.recognised(cast.garden.id, "电梯按键没反应", at=cast.now)
    assert services.recognised(cast.garden.id, "电梯按键没反应", at=cast.now) == first
    assert LearnedModel.objects.count() <= 1


def test_the_desks_word_is_kept_beside_what_was_said_at_first(cast: Cast) -> None:
    cast.publish()
    case = written(cast, ODD)
    guessed = case.guesses[0]["topic"] if case.guesses else ""
    services.classify(cast.actor(cast.ma), case.id, "cmp.noise", at=cast.now)
    services.classify(cast.actor(cast.ma), case.id, "cmp.neigh", at=cast.later(minutes=1))
    lesson = Lesson.objects.get(case=case)
    assert (lesson.guessed, lesson.topic, lesson.by_desk, lesson.sure) == (guessed, "cmp.neigh", True, False)


def test_a_case_taken_down_by_a_person_teaches_nothing(cast: Cast) -> None:
    cast.publish()
    case_id = cast.taken_case()
    services.classify(cast.actor(cast.ma), case_id, "rep.drain", at=cast.now)
    assert not Lesson.objects.filter(case=case_id).exists()


def test_corrections_count_from_the_next_day_on_and_in_their_company_only(cast: Cast) -> None:
    cast.publish()
    for turn in range(6):
        case = written(cast, f"{ODD}{'，' * turn}麻烦看看")
        services.classify(cast.actor(cast.ma), case.id, "cmp.neigh", at=cast.now)
        cast.later(minutes=1)
        Case.objects.filter(pk=case.id).update(conversation=None, contact=None)
    today = services.recognised(cast.garden.id, ODD, at=cast.now)
    tomorrow = services.recognised(cast.garden.id, ODD, at=cast.now + timedelta(days=1))
    assert today.topic != "cmp.neigh"
    assert tomorrow.topic == "cmp.neigh"
    assert services.recognised(cast.garden.id, ODD, at=cast.now + timedelta(days=1)) == tomorrow


def test_what_stands_until_the_end_is_counted_and_not_learned(cast: Cast) -> None:
    cast.publish()
    case = written(cast, "请问物业费怎么交，能微信交吗")
    services.answer_on_the_spot(cast.actor(cast.ma), case.id, "公众号里可以交", at=cast.later(minutes=2))
    lesson = Lesson.objects.get(case=case)
    assert (lesson.by_desk, lesson.sure, lesson.guessed) == (False, True, lesson.topic)


def test_the_record_counts_right_sure_and_taken_for(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast.publish()
    cases = [cast.opened_case() for _ in range(3)]
    told = [("rep.drain", "rep.drain", True), ("rep.drain", "rep.drain", False), ("rep.lift", "rep.drain", True)]
    for case_id, (guessed, topic, sure) in zip(cases, told, strict=True):
        Lesson.objects.create(
            community_id=cast.garden.id,
            case_id=case_id,
            guessed=guessed,
            topic=topic,
            confidence=0.9,
            sure=sure,
            by_desk=True,
            at=cast.now,
        )
    ma = cast.actor(cast.ma)
    with django_assert_num_queries(2):  # counted by the database; which edition is in force
        record = selectors.recognition_record(ma, cast.now - SINCE, at=cast.now)
    (topic,) = record.topics
    assert (record.all.told, record.all.right, record.all.sure, record.all.sure_right) == (3, 2, 2, 1)
    assert topic.taken_for == (("电梯故障异响", 1),) or topic.taken_for == (("Lift fault", 1),)


def test_failures_are_one_query_a_page_however_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast.publish()
    for minute in range(60):
        wanted = OpenCase(community_id=cast.garden.id, text=f"第{minute}件", channel="phone")
        case = services.open_case(wanted, at=cast.now)
        Lesson.objects.create(
            community_id=cast.garden.id,
            case_id=case.id,
            guessed="rep.lift",
            topic="rep.drain",
            confidence=0.6,
            sure=False,
            by_desk=True,
            at=cast.now + timedelta(seconds=minute % 7),
        )
    ma, at = cast.actor(cast.ma), cast.now + timedelta(minutes=1)
    with django_assert_num_queries(2):  # lessons together with their cases; which edition is in force
        first = selectors.recognition_failures(ma, cast.now - SINCE, at=at)
    second = selectors.recognition_failures(ma, cast.now - SINCE, at=at, after=first.next)
    assert len({row.case_id for row in [*first.rows, *second.rows]}) == 60


def test_nobody_learns_of_another_community(cast: Cast) -> None:
    cast.publish()
    case = written(cast, ODD)
    services.classify(cast.actor(cast.ma), case.id, "cmp.neigh", at=cast.now)
    outside = cast.resident()
    assert selectors.recognition_record(outside, cast.now - SINCE, at=cast.now).all.told == 0


def test_what_was_learned_until_a_day_that_is_over_takes_no_room(cast: Cast) -> None:
    cast.publish()
    for day in range(5):
        services.recognised(cast.garden.id, ODD, at=cast.now + timedelta(days=day))
    company = cast.garden.company_id
    assert len([key for key in learning._layers if key[0] == company]) == learning._DAYS_KEPT
