"""Where a language is written from right to left, a figure, a span and a date still read from left to right."""

from __future__ import annotations

import pytest

from data.language import TEST

# Two numbers with an arrow or a dash between them, a number with its unit, and a date: the first sign stands left of the last.
READ = r"""() => {
  const kinds = {
    span: /[\d.,]+(?: %)? ?[→–] ?[\d.,]+(?: [%a-z]+)?/g, date: /\d{1,2} [A-Z][a-z]{2} \d{4}/g, unit: /[−+]?[\d.,]+ %/g,
  };
  const found = { span: 0, date: 0, unit: 0 }, wrong = [];
  const walker = document.createTreeWalker(document.querySelector("#main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const kind of Object.keys(kinds)) {
      for (const match of node.data.matchAll(kinds[kind])) {
        const first = document.createRange(), last = document.createRange(), end = match.index + match[0].length;
        first.setStart(node, match.index); first.setEnd(node, match.index + 1);
        last.setStart(node, end - 1); last.setEnd(node, end);
        const from = first.getBoundingClientRect(), to = last.getBoundingClientRect();
        if (!from.width || !to.width || Math.abs(from.top - to.top) > 4) continue;
        found[kind] += 1;
        if (from.left >= to.left) wrong.push(match[0]);
      }
    }
  }
  return { found, wrong };
}"""


@pytest.mark.parametrize("path", ["/", "/kpi/ed_lwbs_rate", "/actions/1", "/flow"])
def test_figures_spans_and_dates_are_read_from_left_to_right(visit, path):
    visitor = visit()
    visitor.speak(TEST)
    visitor.open(path)
    page = visitor.unfold()
    read = page.evaluate(READ)
    assert read["wrong"] == []
    assert sum(read["found"].values()) > 0


def test_the_page_of_an_indicator_has_all_three_kinds(visit):
    visitor = visit()
    visitor.speak(TEST)
    visitor.open("/kpi/ed_lwbs_rate")
    found = visitor.unfold().evaluate(READ)["found"]
    assert all(found.values()), found
