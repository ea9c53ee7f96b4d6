"""The records behind one number, for a few minutes after somebody said why."""

from layouts.listed import opened
from layouts.page import Block, Page

page = Page(
    title="Records",
    path="/records/<token>",
    order=203,
    lead="What was counted, record by record, without names.",
    has_filters=False,
    is_kept=False,
    blocks=(Block(opened, height=420, css="span"),),
)
