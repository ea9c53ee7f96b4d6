"""Two months of one ward: who was here, who came, who went, and how many posts are funded."""

import pytest

title = "Staff and posts"

TWO_MONTHS = """
    unit_id | staff_group | month_date | fte_start | fte_end | leavers_fte
    Ward-A  | rn          | 2026-01-01 | 20        | 18.5    | 2.5
    Ward-A  | rn          | 2026-02-01 | 18.5      | 21      | 0.5
    Ward-A  | admin       | 2026-01-01 | 3         | 3       | 0
    Ward-A  | admin       | 2026-02-01 | 3         | 2       | 1
"""


@pytest.mark.parametrize(
    ("kpi_id", "january", "february"),
    [("staff_fte", 21.5, 23), ("left_fte", 2.5, 1.5), ("joined_fte", 1, 3)],
)
def test_who_is_here_follows_from_who_came_and_went(kpi_spec, kpi_id, january, february):
    """23 at the start, 2.5 left and 1 came: 21.5; then 1.5 left and 3 came: 23 again."""
    kpi_spec(kpi_id, expected={"2026-01": january, "2026-02": february}, v_staff_month=TWO_MONTHS)


def test_a_quarter_ends_with_its_last_month(kpi_spec):
    """Stocks are those of February; a quarter that is not over has no other end."""
    kpi_spec("staff_fte", grain="quarter", expected={"2026-Q1": 23}, v_staff_month=TWO_MONTHS)


POSTS = """
    unit_id | job_role | month      | budgeted_fte | filled_fte | frozen_fte
    Ward-A  | nurse    | 2026-03-01 | 10           | 7          | 1
"""


@pytest.mark.parametrize(("kpi_id", "posts"), [("funded_fte", 9), ("filled_fte", 7)])
def test_frozen_posts_are_not_funded(kpi_spec, kpi_id, posts):
    """Ten budgeted, one of them frozen, seven held by somebody."""
    kpi_spec(kpi_id, expected={"2026-03": posts}, position=POSTS)
