/* Shortcuts: the sheet on `?`, single keys that can be switched off, and charts read point by point. */
(function () {
  var KEPT = "wardboard-keys", going = false, aloud = null, before = null, say = window.wardboard.say;

  function kept() {
    try { return localStorage.getItem(KEPT) !== "off"; } catch (e) { return true; }
  }
  var isOn = kept();

  function sheet() { return document.querySelector("dialog.sheet"); }

  function show() {
    paint();
    if (sheet() && !sheet().open) sheet().showModal();
  }

  function paint() {
    document.querySelectorAll("[data-keys-switch]").forEach(function (button) {
      if (button.getAttribute("aria-checked") !== String(isOn)) button.setAttribute("aria-checked", String(isOn));
    });
  }

  function speak(words) {
    if (!aloud) {
      aloud = document.createElement("div");
      aloud.className = "visually-hidden";
      aloud.id = "aloud";
      aloud.setAttribute("aria-live", "polite");
      document.body.appendChild(aloud);
    }
    aloud.textContent = words;
  }

  function isTyping(node) { return node.closest && node.closest("input, select, textarea, [contenteditable]"); }

  function click(selector) {
    var found = document.querySelector(selector);
    if (found) found.click();
    return found;
  }

  /* The next comparison of the list, as the select would set it. */
  function compare() {
    var select = document.getElementById("filter-compare");
    if (!select) return;
    /* Like for like or not stays as it is chosen. */
    var query = new URLSearchParams(location.search), options = Array.from(select.options);
    var plain = options.filter(function (one) { return one.value.indexOf(" ") < 0; });
    var at = plain.findIndex(function (one) { return one.value === select.value.split(" ")[0]; });
    var next = plain[(at + 1) % plain.length];
    var alike = options.find(function (one) { return one.value === next.value + " like"; });
    if (next.value === "ly") query.delete("compare"); else query.set("compare", next.value);
    if (alike && query.get("like") === "on") next = alike;
    speak(say("Compared with: {name}", { name: next.text }));
    window.wardboard.follow(location.pathname + (query.toString() ? "?" + query : ""));
  }

  /* From a chart to the table with its numbers, and back. */
  function table() {
    var at = document.activeElement;
    if (before && at && at.closest(".scroll, table")) {
      before.focus();
      before.scrollIntoView({ block: "center" });
      before = null;
      return;
    }
    var chart = at && at.closest && at.closest("figure.graph"), own = chart && chart.closest("[data-figure]");
    var numbers = own && own.querySelector("details .scroll");
    if (numbers) numbers.closest("details").open = true;
    var found = numbers || document.querySelector("#main .scroll[data-latest]") || document.querySelector("#main .scroll, #main table");
    if (!found) return;
    before = chart || document.querySelector("#main figure.graph") || document.getElementById("main");
    if (!found.hasAttribute("tabindex")) found.setAttribute("tabindex", "-1");
    found.scrollIntoView({ block: "center" });
    found.focus({ preventScroll: true });
  }

  function filters(event) {
    var button = document.getElementById("filter-button");
    if (button && button.offsetParent && button.getAttribute("aria-expanded") === "false") button.click();
    var first = document.querySelector("#filters select");
    if (first) { event.preventDefault(); first.focus(); }
  }

  function share() {
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(location.href).then(function () { speak(say("The link to this view is copied.")); }, function () {
      speak(say("The link could not be copied. It stands in the address bar."));
    });
  }

  document.addEventListener("click", function (event) {
    var at = event.target;
    if (at.closest("[data-keys-switch]")) {
      isOn = !isOn;
      try { localStorage.setItem(KEPT, isOn ? "on" : "off"); } catch (e) { /* not remembered */ }
      return paint();
    }
    if (at.closest("[data-keys-sheet]")) return show();
    if (at.closest("dialog [data-close]") || at === sheet()) at.closest("dialog").close();
  });

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); return window.wardboard.search(); }
    if (!isOn || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (going) {
      going = false;
      var target = document.querySelector('dialog.sheet [data-go="' + CSS.escape(event.key) + '"]');
      if (target) { event.preventDefault(); return window.wardboard.follow(target.getAttribute("data-href") + location.search); }
    }
    if (event.key === "g") { going = true; setTimeout(function () { going = false; }, 1500); }
    if (event.key === "/") { event.preventDefault(); window.wardboard.search(); }
    if (event.key === "?") show();
    if (event.key === "f") filters(event);
    if (event.key === "r") click(".reset");
    if (event.key === "[") click(".step-earlier");
    if (event.key === "]") click(".step-later");
    if (event.key === "c") compare();
    if (event.key === "t") table();
    if (event.key === "s") share();
    if (event.key === "n") window.wardboard.annotate();
    if (event.key === "x") window.wardboard.explain();
  });

  new MutationObserver(paint).observe(document.documentElement, { childList: true, subtree: true });

  /* The points of a chart that say something, those of one line after those of another: what was, then what is expected. */
  function readable(graph) {
    var found = [];
    graph.data.forEach(function (trace, curve) {
      if (!Array.isArray(trace.hovertemplate)) return;
      trace.hovertemplate.forEach(function (template, point) {
        var words = template.replace(/<extra>.*/, "").replace(/<br>/g, ", ").replace(/<[^>]+>/g, "");
        if (words) found.push({ curve: curve, point: point, words: words });
      });
    });
    return found;
  }

  /* The large chart, point by point: arrow keys move, the point is read aloud. */
  document.addEventListener("keydown", function (event) {
    var figure = event.target.closest && event.target.closest("figure.graph");
    if (!figure || ["ArrowLeft", "ArrowRight", "Home", "End"].indexOf(event.key) < 0) return;
    var graph = figure.querySelector(".js-plotly-plot");
    if (!graph || !graph.data) return;
    var said = readable(graph);
    if (!said.length) return;
    event.preventDefault();
    var at = figure.dataset.point === undefined ? said.length - 1 : Math.min(Number(figure.dataset.point), said.length - 1);
    if (figure.dataset.point !== undefined) at += event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (event.key === "Home") at = 0;
    if (event.key === "End") at = said.length - 1;
    at = Math.max(0, Math.min(said.length - 1, at));
    figure.dataset.point = at;
    figure.dataset.at = JSON.stringify(said[at]);
    window.Plotly.Fx.hover(graph, [{ curveNumber: said[at].curve, pointNumber: said[at].point }]);
    speak(said[at].words);
  });
})();
