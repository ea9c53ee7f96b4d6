"""What people wrote about an indicator is for those who may see it: an aim or a cause tells much of its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.store import Store
from metrics.question import Access, Question
from tests.data.test_actions import BASELINE, SAID
from tests.network import open_network, publish_network

KPI = "ed_lwbs_rate"
BOOKS = Access(classes=("finance",), role="books")


def test_no_action_and_no_event_reaches_a_role_that_may_not_see_the_indicator(fresh):
    settings = fresh()
    publish_network(settings, as_of=date(2026, 3, 10))
    people = Store(settings).signed("anna")
    engine = open_network(settings)
    facility = next(place for place in engine.places() if place.scope_type == "facility")
    where = {"scope_type": "facility", "scope_id": facility.scope_id}
    number = people.add_action(SAID | where, BASELINE)
    people.change_action(number, {"stage": "doing", "started": date(2026, 2, 2)}, "Nurse found.")
    for kpi_id, sentence in ((KPI, "A queue of ninety"), (None, "Flood")):
        people.add_event(date(2026, 1, 5), sentence, kpi_id=kpi_id, **where)
    asked = Question((KPI,), "month", "facility", facility.scope_id)

    def told(access: Access) -> tuple[list[str], list[str], dict[str, int], int]:
        assert [title for _, title, *_ in engine.action_titles(access)] == [
            one.title for one in engine.actions(access)
        ]
        return (
            [one.title for one in engine.actions(access)],
            [one.sentence for one in engine.happenings(asked, access)],
            dict(engine.open_actions(access)),
            len(engine.action_changes(number, access)),
        )

    assert told(Access()) == ([SAID["title"]], ["A queue of ninety", "Flood"], {KPI: 1}, 1)
    assert told(BOOKS) == ([], ["Flood"], {}, 0)
    assert told(replace(BOOKS, classes=("clinical",)))[0] == [SAID["title"]]
