/* Filters by dimension: a window with the groups to choose from, and rows of tables that join or leave a filter. */
(function () {
  var dialog = null, offered = [], name = "", hadChooser = false, asked = 0, say = window.wardboard.say;
  var MOST = 60, SEARCHED = 8;

  function element(tag, attributes, text) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (text) node.textContent = text;
    return node;
  }

  function open() {
    if (!dialog) {
      dialog = element("dialog", { "class": "narrow-window" });
      document.body.appendChild(dialog);
      dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
      dialog.addEventListener("close", goBack);
    }
    dialog.textContent = "";
    if (!dialog.open) dialog.showModal();
  }

  /* Whoever chose "several units" and then none is back at the place of the address. */
  function goBack() {
    var query = new URLSearchParams(location.search), scope = document.getElementById("filter-scope");
    if (!scope || scope.value !== "several" || chosen("unit_id").length) return;
    var key = ["unit_id", "facility_id"].filter(function (one) { return query.get(one); })[0];
    window.dash_clientside.set_props("filter-scope", { value: key ? key + "=" + query.get(key) : "-" });
  }

  function head(words, back) {
    var title = element("h2", { id: "narrow-title" }, words);
    dialog.setAttribute("aria-labelledby", "narrow-title");
    var bar = element("div", { "class": "narrow-head" });
    if (back) {
      var button = element("button", { type: "button", "class": "quiet-link" }, "‹ " + say("Back"));
      button.addEventListener("click", choose);
      bar.appendChild(button);
    }
    bar.appendChild(title);
    var close = element("button", { type: "button", "class": "icon-button", "aria-label": say("Close") }, "×");
    close.addEventListener("click", function () { dialog.close(); });
    bar.appendChild(close);
    dialog.appendChild(bar);
  }

  /* The dimensions that the page can be filtered by. */
  function choose() {
    open();
    head(say("Filter by"), false);
    var list = element("ul", { "class": "narrow-list" });
    if (offered.length > SEARCHED) dialog.appendChild(search(list));
    offered.forEach(function (pair) {
      var row = element("li"), button = element("button", { type: "button" });
      button.appendChild(element("span", { "class": "narrow-label" }, pair[1]));
      button.addEventListener("click", function () { hadChooser = true; groups(pair[0]); });
      row.appendChild(button);
      list.appendChild(row);
    });
    dialog.appendChild(list);
    var first = dialog.querySelector("input[type=search]") || list.querySelector("button");
    if (first) first.focus();
  }

  function fetched(dimension) {
    var query = new URLSearchParams({ path: location.pathname, search: location.search, by: dimension });
    return fetch("/groups.json?" + query).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
  }

  /* The groups of one dimension: several may be chosen, a long list can be searched. */
  function groups(dimension) {
    var mine = (asked += 1);
    name = dimension;
    open();
    head(say("Loading …"), hadChooser);
    fetched(dimension).then(function (found) { if (mine === asked && dialog.open) draw(found); }, function () {
      if (mine !== asked) return;
      open();
      head(say("A part could not be fetched. What you see may be old."), hadChooser);
    });
  }

  function draw(found) {
    open();
    head(found.title, hadChooser);
    var form = element("form", { "class": "narrow-form" }), list = element("ul", { "class": "narrow-list" });
    if (found.rows.length > SEARCHED) form.appendChild(search(list));
    var under = "";
    found.rows.forEach(function (row) {
      if (row.under && row.under !== under) list.appendChild(element("li", { "class": "narrow-under" }, (under = row.under)));
      var item = element("li"), label = element("label");
      var box = element("input", { type: "checkbox", value: row.value });
      box.checked = row.is_chosen;
      label.appendChild(box);
      label.appendChild(element("span", { "class": "narrow-label" }, row.label));
      label.appendChild(element("span", { "class": "narrow-n" }, row.n));
      item.appendChild(label);
      list.appendChild(item);
    });
    form.appendChild(list);
    form.appendChild(element("p", { "class": "block-note" }, found.note));
    form.appendChild(element("button", { type: "submit", "class": "button" }, say("Apply")));
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var chosen = Array.prototype.map.call(form.querySelectorAll("input[type=checkbox]:checked"), function (box) { return box.value; });
      dialog.close();
      put(name, chosen.length === found.rows.length ? [] : chosen);
    });
    dialog.appendChild(form);
    var first = form.querySelector("input, button");
    if (first) first.focus();
  }

  function search(list) {
    var field = element("input", { type: "search", "class": "find", placeholder: say("Search"), "aria-label": say("Search") });
    field.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
    field.addEventListener("input", function () {
      var typed = field.value.trim().toLowerCase();
      Array.prototype.forEach.call(list.children, function (row) {
        var label = row.querySelector(".narrow-label");
        row.hidden = label ? label.textContent.toLowerCase().indexOf(typed) < 0 : typed !== "";
      });
    });
    return field;
  }

  function chosen(dimension) {
    var found = new URLSearchParams(location.search).getAll("only").filter(function (part) { return part.indexOf(dimension + ":") === 0; });
    return found.length ? found[0].slice(dimension.length + 1).split("|") : [];
  }

  /* The address with other groups of one dimension; without any the filter is gone. */
  function put(dimension, values) {
    var query = new URLSearchParams(location.search), kept = query.getAll("only");
    query.delete("only");
    kept.filter(function (part) { return part.indexOf(dimension + ":") !== 0; }).forEach(function (part) { query.append("only", part); });
    if (values.length) query.append("only", dimension + ":" + values.join("|"));
    window.wardboard.follow(location.pathname + (query.toString() ? "?" + query : ""));
  }

  /* Shift adds the group of a row to the filter of the page; Ctrl leaves it out. */
  function cross(link, isOut) {
    var at = link.getAttribute("data-cross"), dimension = at.slice(0, at.indexOf(":")), group = at.slice(at.indexOf(":") + 1);
    var now = chosen(dimension);
    if (!isOut) return put(dimension, now.indexOf(group) < 0 ? now.concat(group) : now);
    if (now.length) return put(dimension, now.filter(function (one) { return one !== group; }));
    fetched(dimension).then(function (found) {
      var rest = found.rows.map(function (row) { return row.value; }).filter(function (one) { return one !== group; });
      if (rest.length && rest.length <= MOST) put(dimension, rest);
    });
  }

  /* A form that only writes the address: it is followed without loading the page anew, and at once where it is a choice. */
  function address(form) {
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, key) { if (value) query.append(key, value); });
    window.wardboard.follow(form.getAttribute("action") + (query.toString() ? "?" + query : ""));
  }
  window.wardboard.groups = function (dimension) { hadChooser = false; groups(dimension); };
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("form[data-address]")) return;
    event.preventDefault();
    address(event.target);
  });
  document.addEventListener("change", function (event) {
    var form = event.target.matches("select") && event.target.closest("form[data-address]");
    if (form) address(form);
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-narrow]");
    if (button) {
      name = button.getAttribute("data-narrow");
      hadChooser = !name;
      if (!name) { offered = JSON.parse(button.getAttribute("data-dimensions")); return choose(); }
      return groups(name);
    }
    var link = event.target.closest("[data-cross]");
    if (!link || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    cross(link, !event.shiftKey);
  }, true);
})();
