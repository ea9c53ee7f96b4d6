/* What one can do from a point of a chart: Enter or a click opens a small menu there; `n` and `x` go straight on. */
(function () {
  var menu = null, opener = null, height = 0, say = window.wardboard.say;

  function door(figure) {
    var own = figure && figure.closest("[data-figure]");
    return (own || document.getElementById("main")).querySelector('.menu a[href^="/do/add-event"]');
  }

  function note(figure, day) {
    var found = door(figure);
    if (!found) return;
    var href = found.getAttribute("href");
    location.assign(href + (day ? "&on=" + encodeURIComponent(day) : ""));
  }

  function goTo(node) {
    for (var at = node; at; at = at.parentElement) if (at.matches("details")) at.open = true;
    node.scrollIntoView({ block: "start" });
    if (!node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
    node.focus({ preventScroll: true });
  }

  function why() { return document.querySelector("#main .why"); }

  function records(day) {
    var option = document.querySelector('form[action="/do/open-records"] option[value="' + CSS.escape(day) + '"]');
    return option && option.closest("select");
  }

  function choices(figure, day) {
    var found = [], list = records(day);
    if (list) found.push([say("Show its records"), function () { list.value = day; goTo(list.closest("details")); list.focus(); }]);
    if (why()) found.push([say("Why did it change?"), function () { goTo(why()); }]);
    if (door(figure)) found.push([say("Add an event here"), function () { note(figure, day); }]);
    var action = figure.closest("[data-figure]") && figure.closest("[data-figure]").querySelector('.menu a[href^="/do/add-action"]');
    if (action) found.push([say("Begin an action"), function () { location.assign(action.getAttribute("href")); }]);
    return found;
  }

  function close(isBack) {
    if (!menu) return;
    menu.remove();
    menu = null;
    if (isBack && opener) opener.focus();
  }

  /* `words` name the point; x and y are where it stands in the window. */
  window.wardboard.point = function (figure, day, words, x, y) {
    close(false);
    var found = choices(figure, day);
    if (!found.length) return;
    opener = figure;
    height = window.scrollY;
    menu = document.createElement("div");
    menu.className = "point-menu";
    var head = document.createElement("p"), list = document.createElement("div");
    head.textContent = words;
    head.setAttribute("aria-hidden", "true");
    list.setAttribute("role", "menu");
    list.setAttribute("aria-label", words);
    menu.append(head, list);
    found.forEach(function (one) {
      var button = document.createElement("button");
      button.type = "button";
      button.setAttribute("role", "menuitem");
      button.textContent = one[0];
      button.addEventListener("click", function () { close(false); one[1](); });
      list.appendChild(button);
    });
    document.body.appendChild(menu);
    menu.style.left = Math.max(8, Math.min(x, document.documentElement.clientWidth - menu.offsetWidth - 8)) + "px";
    menu.style.top = Math.max(8, Math.min(y + 12, window.innerHeight - menu.offsetHeight - 8)) + "px";
    menu.querySelector("button").focus({ preventScroll: true });
  };

  function dayOf(graph, curve, point) { return String(graph.data[curve].x[point]).slice(0, 10); }

  function plain(template) {
    return template.replace(/<extra>.*/, "").replace(/<br>/g, ", ").replace(/<[^>]+>/g, "");
  }

  /* A click on a point of the large chart. */
  new MutationObserver(function () {
    document.querySelectorAll("figure.graph .js-plotly-plot").forEach(function (graph) {
      if (graph.dataset.points || !graph.on) return;
      graph.dataset.points = "1";
      graph.on("plotly_click", function (event) {
        var at = event.points.find(function (p) { return Array.isArray(p.data.hovertemplate) && p.data.hovertemplate[p.pointNumber]; });
        if (!at) return;
        var words = plain(at.data.hovertemplate[at.pointNumber]);
        window.wardboard.point(graph.closest("figure.graph"), dayOf(graph, at.curveNumber, at.pointNumber), words, event.event.clientX, event.event.clientY);
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true });

  function read(figure) {
    var graph = figure && figure.querySelector(".js-plotly-plot"), at = figure && figure.dataset.at;
    if (!graph || !at) return null;
    var place = JSON.parse(at), box = figure.getBoundingClientRect(), hover = graph.querySelector(".hoverlayer .hovertext");
    var shown = hover ? hover.getBoundingClientRect() : box;
    return { day: dayOf(graph, place.curve, place.point), words: place.words, x: shown.left, y: hover ? shown.bottom : box.top + box.height / 2 };
  }

  document.addEventListener("keydown", function (event) {
    if (menu) {
      var items = Array.from(menu.querySelectorAll("button")), at = items.indexOf(document.activeElement);
      if (event.key === "Escape") { event.preventDefault(); return close(true); }
      if (event.key === "Tab") return close(true);
      var step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? items.length - 1 : 0;
      if (step) { event.preventDefault(); items[(at + step) % items.length].focus(); }
      return;
    }
    var figure = event.target.closest && event.target.closest("figure.graph");
    if (event.key !== "Enter" || !figure) return;
    var point = read(figure);
    if (point) { event.preventDefault(); window.wardboard.point(figure, point.day, point.words, point.x, point.y); }
  });

  document.addEventListener("pointerdown", function (event) { if (menu && !menu.contains(event.target)) close(false); });
  window.addEventListener("popstate", function () { close(false); });
  /* Scrolled away, it would stand beside another point. */
  window.addEventListener("scroll", function () { if (menu && Math.abs(window.scrollY - height) > 40) close(false); }, { passive: true });

  /* The single keys; the sheet of keys asks for them. */
  window.wardboard.annotate = function () {
    var figure = document.activeElement && document.activeElement.closest && document.activeElement.closest("figure.graph");
    var point = read(figure);
    note(figure, point && point.day);
  };
  window.wardboard.explain = function () { if (why()) goTo(why()); };
})();
