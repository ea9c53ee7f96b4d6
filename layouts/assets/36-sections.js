/* Sections that fold: an open one gets its blocks, what is open is remembered, and an address may open one. */
(function () {
  var KEPT = "wardboard-sections";
  var clientside = (window.dash_clientside = window.dash_clientside || {});
  clientside.wardboard = clientside.wardboard || {};

  /* The blocks of a section wait as data; in place they ask for themselves. */
  clientside.wardboard.unfold = function (isOpen, waiting) {
    return isOpen && waiting ? waiting : clientside.no_update;
  };

  function read() {
    try { return JSON.parse(localStorage.getItem(KEPT)) || {}; } catch (e) { return {}; }
  }

  /* By page, so that every indicator opens as the last one was left. */
  function name(section) { return section.dataset.page + "#" + (section.id || section.dataset.at); }

  function keep(section) {
    var kept = read();
    kept[name(section)] = section.open ? 1 : 0;
    try { localStorage.setItem(KEPT, JSON.stringify(kept)); } catch (e) { /* not remembered */ }
  }

  function ask(section) {
    if (section.dataset.asked || !section.dataset.section) return;
    section.dataset.asked = "1";
    clientside.set_props({ section: section.dataset.section, part: "opened" }, { data: true });
  }

  function all() { return Array.from(document.querySelectorAll("details.section")); }

  function label() {
    var button = document.querySelector(".sections-all"), isAny = all().some(function (one) { return !one.open; });
    var words = button && button.getAttribute(isAny ? "data-open" : "data-close");
    if (button && button.textContent !== words) button.textContent = words;
  }

  function show(found) {
    for (var at = found; at; at = at.parentElement) if (at.matches("details")) at.open = true;
    found.scrollIntoView({ block: "start" });
  }

  /* What the address names: a section, or a line that opens in one. */
  function named() {
    var key = CSS.escape(decodeURIComponent(location.hash.slice(1)));
    return key && (document.querySelector('details.section[id="' + key + '"], details[data-at="' + key + '"]') ||
      document.querySelector('details.section[data-holds="' + key + '"]'));
  }

  /* A new page: what was left open opens before anything is painted. */
  function arrive() {
    var fresh = all().filter(function (one) { return !one.dataset.known; });
    if (!fresh.length) { reveal(); return; }
    var kept = read();
    fresh.forEach(function (section) {
      section.dataset.known = "1";
      if (section.open) section.dataset.asked = "1";
      if (name(section) in kept) section.open = Boolean(kept[name(section)]);
    });
    reveal();
    label();
  }

  /* Once: what comes later than its page, such as a line of a block, is shown when it is there. */
  function reveal() {
    var found = named();
    if (!found || found.dataset.shown) return;
    found.dataset.shown = "1";
    show(found);
  }

  document.addEventListener("toggle", function (event) {
    var section = event.target;
    if (!section.matches || !section.matches("details.section")) return;
    if (section.open) ask(section);
    label();
  }, true);

  document.addEventListener("click", function (event) {
    var summary = event.target.closest(".section > summary");
    if (summary) {
      /* What is said beside the name is no door of its own; a closing section keeps its place under the eyes. */
      var section = summary.parentNode;
      setTimeout(function () {
        keep(section);
        if (!section.open && section.getBoundingClientRect().top < 0) section.scrollIntoView({ block: "start" });
      });
      return;
    }
    var button = event.target.closest(".sections-all");
    if (!button) return;
    var isOpen = all().some(function (one) { return !one.open; });
    all().forEach(function (one) { one.open = isOpen; keep(one); });
  });

  /* What is written in a section brings one back to it. */
  document.addEventListener("submit", function (event) {
    var section = event.target.closest(".section");
    if (section) keep(section);
  }, true);

  window.addEventListener("hashchange", function () { if (named()) show(named()); });
  new MutationObserver(arrive).observe(document.documentElement, { childList: true, subtree: true });
})();
