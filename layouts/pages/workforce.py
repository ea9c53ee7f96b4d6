"""Workforce: who leaves, and how many posts stand empty?"""

from layouts.blocks import multiples, ranking, tiles
from layouts.page import Page

page = Page(
    title="Workforce",
    path="/workforce",
    order=12,
    group="Performance",
    icon="workforce",
    lead="How many people leave, and how many posts nobody holds.",
    has_breakdown=True,
    blocks=(
        tiles("Staff", "turnover_12m_pct", "vacancy_rate_pct"),
        ranking("turnover_12m_pct", by="unit_id"),
        multiples("vacancy_rate_pct"),
    ),
)
