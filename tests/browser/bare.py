"""Texts of a page that no catalogue reaches: in the language of tests they stand outside its brackets.

A sentence may hold links and numbers in elements of their own, so that brackets are matched over the whole of it.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from getpass import getuser
from pathlib import Path
from typing import Any

from data.language import LANGUAGES
from data.schema import DERIVED, LOADED
from metrics.catalogue import KPIS

# Every sentence by the block it stands in, and every attribute that is read or shown. Code, keys and the rows
# of an example are the same in every language.
TEXTS = """() => {
  const BLOCK = 'p,li,td,th,dt,dd,h1,h2,h3,h4,div,section,article,header,footer,nav,main,option,button,summary,figcaption,' +
    'label,caption,legend,text,title,span.chip,html';
  const CODE = 'code,pre,kbd,script,style,.rows,.tv-clock,[data-language]';
  const found = new Map(), said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest(CODE)) continue;
    const block = node.parentElement.closest(BLOCK);
    found.set(block, (found.get(block) || '') + ' ' + node.data);
  }
  for (const [block, text] of found) said.push([block.tagName.toLowerCase() + '.' + (block.className.baseVal ?? block.className), text]);
  for (const node of document.querySelectorAll('*')) {
    if (node.closest(CODE)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label', 'data-show', 'data-hide', 'data-on', 'data-off', 'data-why'])
      if (node.getAttribute(name)) said.push([name, node.getAttribute(name)]);
  }
  for (const graph of document.querySelectorAll('.js-plotly-plot'))
    for (const trace of graph.data || [])
      for (const words of [].concat(trace.hovertemplate || []))
        said.push(['hover', words.replace(/<extra>.*/, '').replace(/<[^>]+>/g, ' ')]);
  said.push(['title of the window', document.title]);
  return said;
}"""
# A name that was cut to fit ends in its dots.
BRACKETED = re.compile("⟦[^⟦⟧]*[⟧…]")
# What keeps a figure whole from right to left; it is not seen.
ISOLATES = re.compile("[\u2066\u2069]")
FILE = re.compile(r"\S+\.[a-z]+\b|\S*_\S*")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Written the same in every language, or by the locale: signs of statistics and units, months and days, names of formats.
SIGNS = frozenset(
    [
        "n",
        "v",
        "M",
        "k",
        "pp",
        "USD",
        "UTC",
        "W",
        "CSV",
        "Excel",
        "WCAG",
        "Wardboard",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]
)
NAMED = {*KPIS, *LANGUAGES.values()}
# Words of the sample that pages say as well.
OF_PAGES = frozenset({"Change", "Concern", "Improvement", "No real change", "Other"})
# Sources and feeds of its loads.
NAMES = ("adt", "stays", "claims")
SAMPLES = sorted((Path(__file__).parent.parent / "layouts").glob("sample*.py"))


def outside(text: str) -> str:
    """What of a text stands outside every bracket."""
    while (shorter := BRACKETED.sub(" ", text)) != text:
        text = shorter
    return text


@cache
def data() -> re.Pattern[str]:
    """What the sample engine answers: names of places and tables, people's words, its hand-made sentences."""
    found = set()
    for path in SAMPLES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in OF_PAGES:
                found |= {re.escape(node.value), re.escape(node.value.replace("_", " "))}
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(p.value) if isinstance(p, ast.Constant) else "[^⟦⟧]+?" for p in node.values
                )
                found.add("".join(parts))
    told = [one for one in found if len(one) > 3 and re.search("[A-Z ]", one) and one.strip("[^⟦⟧]+?: ")]
    told += [*NAMES, getuser(), *(name.removeprefix("v_").replace("_", " ") for name in (*LOADED, *DERIVED))]
    return re.compile("|".join(sorted(told, key=len, reverse=True)))


def bare(page: Any) -> list[str]:
    """Every text of a page with a word outside the brackets that is neither a sign nor what the sample answers."""
    found = []
    for where, text in page.evaluate(TEXTS):
        text = ISOLATES.sub("", text)
        rest = data().sub(" ", FILE.sub(" ", outside(text)))
        words = [token.strip(".,:;()+−–-·×%") for token in rest.split()]
        strange = [word for word in words if WORD.fullmatch(word) and word not in SIGNS and word not in NAMED]
        if strange or "⟦" in rest or "⟧" in rest:
            found.append(f"{where}: {' '.join(text.split())[:140]}")
    return list(dict.fromkeys(found))
