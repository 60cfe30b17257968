"""When two pictures are the same one, and how far two places are apart."""

import io
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from guanjia.rooms.rounds.rules.distances import Point, metres, shifted
from guanjia.rooms.rounds.rules.sights import apart, keys_of, sight_of

HERE = UUID(int=7)
ALIKE = 4


def scene(seed: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Something like a room: walls, things of many sizes, soft light."""
    chance = Random(seed)
    found = Image.new("RGB", size, (chance.randrange(120, 220),) * 3)
    pen = ImageDraw.Draw(found)
    for _ in range(30):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        w, h = chance.randrange(20, 300), chance.randrange(20, 300)
        pen.rectangle((x, y, x + w, y + h), tuple(chance.randrange(20, 240) for _ in range(3)))
    return found.filter(ImageFilter.GaussianBlur(3))


def jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def sight(picture: Image.Image, quality: int = 85) -> int:
    found = sight_of(jpeg(picture, quality))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(12))
def test_a_picture_written_anew_smaller_or_worse_is_the_same_one(seed: int) -> None:
    picture = scene(seed)
    first = sight(picture)
    for other in (sight(picture, 40), sight(picture.resize((400, 300))), sight(picture.resize((1600, 1200)), 60)):
        assert apart(first, other) <= ALIKE
        assert set(keys_of(HERE, first)) & set(keys_of(HERE, other))


def test_pictures_of_other_things_are_far_apart() -> None:
    found = [sight(scene(seed)) for seed in range(60)]
    near = [apart(one, other) for place, one in enumerate(found) for other in found[:place]]
    assert min(near) > 3 * ALIKE


def test_the_same_corner_taken_again_by_hand_is_another_picture() -> None:
    picture = scene(3, (1000, 800))
    first, second = picture.crop((0, 0, 800, 600)), picture.crop((60, 45, 860, 645))
    assert apart(sight(first), sight(second)) > ALIKE


def test_a_bare_wall_or_the_dark_is_compared_with_nothing() -> None:
    for grey in (0, 128, 255):
        assert sight_of(jpeg(Image.new("RGB", (800, 600), (grey,) * 3))) is None


@given(st.integers(0, 2**128 - 1), st.sets(st.integers(0, 127), max_size=7))
def test_what_differs_in_few_signs_shares_a_key_unless_it_says_nothing(one: int, turned: set[int]) -> None:
    other = one
    for place in turned:
        other ^= 1 << place
    mine, theirs = keys_of(HERE, one), keys_of(HERE, other)
    assert apart(one, other) == len(turned)
    assert len(mine) < 8 or len(theirs) < 8 or set(mine) & set(theirs)


def test_another_communitys_pictures_are_not_found() -> None:
    found = sight(scene(1))
    assert not set(keys_of(HERE, found)) & set(keys_of(UUID(int=8), found))


def test_metres_are_metres_and_the_shifted_grid_makes_nobody_far() -> None:
    bridge, mall = Point(51.5, -0.12), Point(51.5, -0.13)
    assert 685 < metres(bridge, mall) < 697
    gate = Point(30.2741, 120.1551)
    there = shifted(gate)
    assert metres(gate, gate) == 0
    assert metres(gate, Point(30.2741, 120.1851)) > 2000
    assert abs(there.latitude - gate.latitude) > 0.001
    assert metres(there, gate) < 1
    assert shifted(Point(51.5, -0.12)) == Point(51.5, -0.12)
