/* A field that narrows a long list while one types; the list is complete without it. */
(function () {
  function furnish(place) {
    var list = place.getAttribute("data-finder");
    var field = document.createElement("input");
    field.type = "search";
    field.className = "find";
    field.placeholder = place.getAttribute("data-hint");
    field.setAttribute("aria-label", place.getAttribute("data-label"));
    field.addEventListener("input", function () { narrow(list, field.value, place.parentNode.querySelector(".finder-count")); });
    place.appendChild(field);
  }

  function narrow(list, typed, count) {
    var words = typed.toLowerCase().split(/\s+/).filter(Boolean), found = 0;
    document.querySelectorAll(list).forEach(function (entry) {
      var text = entry.getAttribute("data-words");
      var fits = words.every(function (word) { return text.indexOf(word) >= 0; });
      entry.hidden = !fits;
      found += fits ? 1 : 0;
    });
    document.querySelectorAll(".catalogue .section").forEach(function (section) {
      section.hidden = !section.querySelector(".entry:not([hidden])");
      unfold(section, words.length > 0);
    });
    if (!count) return;
    if (!count.dataset.all) count.dataset.all = count.textContent;
    var say = window.wardboard.say;
    count.textContent = !words.length ? count.dataset.all
      : found === 1 ? say("1 indicator found") : say("{n} indicators found", { n: found });
  }

  /* While one searches, what fits is in sight; afterwards a section is as it was. */
  function unfold(section, isSearched) {
    if (isSearched && !("before" in section.dataset)) section.dataset.before = section.open ? "open" : "";
    if (isSearched) section.open = true;
    else if ("before" in section.dataset) {
      section.open = Boolean(section.dataset.before);
      delete section.dataset.before;
    }
  }

  new MutationObserver(function () {
    document.querySelectorAll("[data-finder]:empty").forEach(furnish);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
