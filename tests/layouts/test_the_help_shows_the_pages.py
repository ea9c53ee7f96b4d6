"""The help shows every page of the rail as it looks, with what it answers and the way there."""

from __future__ import annotations

from layouts.page import find
from layouts.pages.help import picture_of, pictured
from tests.screenshots import README_PICTURE, SHIPPED

AT = len(find("/help")[0].blocks) - 1
MOST_BYTES = 80_000


def test_every_page_of_the_rail_has_a_picture_and_no_picture_is_of_a_page_that_is_gone():
    assert {picture_of(one) for one in pictured()} == {path.name for path in SHIPPED.glob("*.jpg")}
    assert README_PICTURE.exists()
    assert all(path.stat().st_size < MOST_BYTES for path in SHIPPED.glob("*.jpg"))


def test_each_picture_stands_with_what_its_page_answers_and_leads_there(site):
    drawn = site.block(f"/help#{AT}")
    for one in pictured():
        assert f"/assets/screenshots/{picture_of(one)}" in drawn
        assert one.title in drawn
        assert one.lead in drawn
    with site.client.get(f"/assets/screenshots/{picture_of(pictured()[0])}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


def test_the_pictures_are_not_asked_for_before_somebody_opens_them():
    assert find("/help")[0].blocks[AT].section.title == "The pages"
    assert not find("/help")[0].blocks[AT].section.is_open
