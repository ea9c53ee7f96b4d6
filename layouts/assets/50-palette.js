/* The search palette (`/` or Ctrl+K): names are found here, whole questions are understood by the server. */
(function () {
  var index = null, dialog, field, list, status, chosen = 0, hasMoved = false;
  var understood = null, asked = "", timer = 0, isWaiting = false, isEnterPending = false;
  var indexed = "", isPressed = false, isStale = false;
  var say = window.wardboard.say;

  function element(name, attributes, text) {
    var node = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (text) node.textContent = text;
    return node;
  }

  function build() {
    dialog = element("dialog", { "class": "palette", "aria-label": say("Search") });
    field = element("input", {
      type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "palette-list", "aria-autocomplete": "list",
      "aria-label": say("Indicator, page or place, or a question"), placeholder: say("Indicator, page or place, or a question"),
      "aria-describedby": "palette-foot", autocomplete: "off", spellcheck: "false", maxlength: "200",
    });
    list = element("ul", { id: "palette-list", role: "listbox", "aria-label": say("Found") });
    status = element("p", { "class": "palette-status", role: "status" });
    dialog.appendChild(field);
    dialog.appendChild(status);
    dialog.appendChild(list);
    dialog.appendChild(element("p", { "class": "palette-foot", id: "palette-foot" },
      say("Arrow keys choose, Enter opens, Esc closes. Or ask: denials last 12 months by payer")));
    field.addEventListener("input", function () { chosen = 0; hasMoved = false; isEnterPending = false; ask(); fill(); });
    dialog.addEventListener("keydown", onKey);
    list.addEventListener("pointerdown", function () { isPressed = true; });
    ["pointerup", "pointercancel"].forEach(function (name) { window.addEventListener(name, release); });
    dialog.addEventListener("click", function (event) {
      var row = event.target.closest("li");
      if (row) go(row); else if (event.target === dialog) dialog.close();
    });
    document.body.appendChild(dialog);
  }

  function onKey(event) {
    var count = list.children.length;
    if (event.key === "Tab") event.preventDefault();
    if (event.key === "ArrowDown" && count) { chosen = (chosen + 1) % count; hasMoved = true; mark(); event.preventDefault(); }
    if (event.key === "ArrowUp" && count) { chosen = (chosen + count - 1) % count; hasMoved = true; mark(); event.preventDefault(); }
    if (event.key !== "Enter") return;
    event.preventDefault();
    /* What is typed may be a question that is still being read: wait for it, so that Enter opens what it means. */
    if ((isWaiting && !hasMoved) || index === null) { isEnterPending = true; return; }
    if (count) go(list.children[chosen]);
  }

  /* Nobody has to type accents. */
  function folded(text) { return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }

  /* Words may stand in any order; a word that begins a word of the title counts most. */
  function score(entry, words) {
    var text = folded(entry.title + " " + entry.words), title = folded(entry.title), sum = 0;
    for (var i = 0; i < words.length; i += 1) {
      if (text.indexOf(words[i]) < 0) return 0;
      sum += title.indexOf(words[i]) === 0 ? 6 : (" " + title).indexOf(" " + words[i]) >= 0 ? 4 : title.indexOf(words[i]) >= 0 ? 2 : 1;
    }
    return (entry.group === "dark" || entry.group === "ahead" ? sum / 2 : sum) - title.length / 1000;
  }

  function ask() {
    var text = field.value.trim();
    clearTimeout(timer);
    isWaiting = text.split(/\s+/).length > 1;
    understood = null;
    asked = text;
    if (!isWaiting) return;
    timer = setTimeout(function () {
      var query = new URLSearchParams({ q: text, path: location.pathname, search: location.search });
      fetch("/sentence.json?" + query)
        .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
        .then(function (found) { settle(text, found); }, function () { settle(text, null); });
    }, 130);
  }

  function settle(text, found) {
    if (text !== asked) return;
    understood = found;
    isWaiting = false;
    fill();
    if (isEnterPending) { isEnterPending = false; if (list.children.length) go(list.children[chosen]); }
  }

  function option(title, kind, data) {
    var row = element("li", Object.assign({ role: "option", id: "palette-" + list.children.length }, data));
    row.appendChild(element("span", {}, title));
    row.appendChild(element("span", { "class": "palette-kind" }, kind));
    list.appendChild(row);
  }

  function question(found) {
    var row = element("li", { role: "option", id: "palette-0", "data-href": found.href, "class": "palette-question" });
    var said = found.chips.map(function (chip) { return chip.kind + ": " + chip.words; }).join("; ");
    row.setAttribute("aria-label", say("Understood.") + " " + said + (found.note ? ". " + found.note : ""));
    found.chips.forEach(function (chip) {
      var shown = element("span", { "class": "palette-chip" });
      shown.appendChild(element("span", { "class": "palette-chip-kind" }, chip.kind));
      shown.appendChild(document.createTextNode(chip.words));
      row.appendChild(shown);
    });
    if (found.note) row.appendChild(element("span", { "class": "palette-kind" }, found.note));
    list.appendChild(row);
  }

  /* An answer that arrives between press and release must not take the row away from under the finger. */
  function release() {
    if (!isPressed) return;
    isPressed = false;
    setTimeout(function () { if (isStale && !isPressed) fill(); });
  }

  function fill() {
    isStale = isPressed;
    if (isPressed) return;
    var words = folded(field.value).split(/\s+/).filter(Boolean);
    var found = (index || []).map(function (entry) {
      return { entry: entry, score: words.length ? score(entry, words) : entry.group === "page" ? 1 : 0 };
    }).filter(function (one) { return one.score > 0; });
    found.sort(function (a, b) { return b.score - a.score; });
    list.textContent = "";
    var isQuestion = understood && understood.chips && (understood.chips.length > 2 || !found.length);
    if (isQuestion) question(understood);
    found.slice(0, 9).forEach(function (one) { option(one.entry.title, one.entry.kind, { "data-href": one.entry.href }); });
    var refused = understood && understood.refused && !found.length ? understood : null;
    if (refused) refused.could.forEach(function (one) { option(one.title, say("Ask this"), { "data-sentence": one.sentence }); });
    var count = list.children.length;
    tell(refused ? refused.refused : isQuestion ? "" : count || isWaiting || index === null ? "" : say("Nothing has this name. Try a shorter word."));
    field.setAttribute("aria-expanded", String(count > 0));
    list.hidden = !count;
    mark();
  }

  function tell(words) {
    if (status.textContent !== words) status.textContent = words;
    status.hidden = !words;
  }

  function mark() {
    if (chosen >= list.children.length) chosen = 0;
    Array.prototype.forEach.call(list.children, function (row, at) { row.setAttribute("aria-selected", String(at === chosen)); });
    if (!list.children.length) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", "palette-" + chosen);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  /* A place narrows the page one is on; everything else opens a page. An offered sentence is asked in turn. */
  function go(row) {
    var sentence = row.getAttribute("data-sentence"), href = row.getAttribute("data-href");
    if (sentence) {
      field.value = sentence;
      field.dispatchEvent(new Event("input"));
      return field.focus();
    }
    if (!href) return;
    dialog.close();
    window.wardboard.follow(href);
  }

  function open() {
    if (!dialog) build();
    if (dialog.open) return;
    /* Places narrow the page that one is on: what was found on another page would lead back there. */
    var address = location.pathname + location.search;
    if (address !== indexed) index = null;
    indexed = address;
    field.value = "";
    chosen = 0;
    hasMoved = isEnterPending = isPressed = false;
    ask();
    dialog.showModal();
    fill();
    fetch("/palette.json?" + new URLSearchParams({ path: location.pathname, search: location.search }))
      .then(function (answer) { return answer.json(); })
      .then(function (entries) { return entries; }, function () { return index || []; })
      .then(function (entries) {
        if (address !== indexed) return;
        index = entries;
        fill();
        if (isEnterPending && !isWaiting) { isEnterPending = false; if (list.children.length) go(list.children[chosen]); }
      });
  }

  window.wardboard.search = open;
  document.addEventListener("click", function (event) { if (event.target.closest("#search-button")) open(); });
})();
