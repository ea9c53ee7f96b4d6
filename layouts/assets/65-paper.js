/* Paper is white: charts that were painted for the dark are painted light while the page is printed. */
(function () {
  var kept = [];

  function names() {
    var found = {};
    Array.prototype.forEach.call(document.styleSheets, function (sheet) {
      if (!sheet.href || sheet.href.indexOf("/theme.css") < 0) return;
      var rules = [];
      Array.prototype.forEach.call(sheet.cssRules, function (rule) {
        rules = rules.concat(rule.cssRules && rule.media && rule.media.mediaText === "screen" ? Array.from(rule.cssRules) : [rule]);
      });
      rules.forEach(function (rule) {
        if (rule.selectorText === ":root") found.light = rule.style;
        if (rule.selectorText && rule.selectorText.indexOf("dark") >= 0) found.dark = rule.style;
      });
    });
    var to = {};
    if (!found.light || !found.dark) return to;
    Array.prototype.forEach.call(found.dark, function (name) {
      if (name.indexOf("--") === 0) to[found.dark.getPropertyValue(name).trim()] = found.light.getPropertyValue(name).trim();
    });
    return to;
  }

  function changed(value, to) {
    if (typeof value === "string") return to[value] || value;
    if (Array.isArray(value)) return value.map(function (one) { return changed(one, to); });
    if (value && typeof value === "object" && !ArrayBuffer.isView(value)) {
      var out = {};
      Object.keys(value).forEach(function (key) { out[key] = changed(value[key], to); });
      return out;
    }
    return value;
  }

  window.addEventListener("beforeprint", function () {
    if (document.documentElement.getAttribute("data-bs-theme") !== "dark" || !window.Plotly) return;
    var to = names();
    document.querySelectorAll(".js-plotly-plot").forEach(function (graph) {
      kept.push([graph, graph.data, graph.layout]);
      window.Plotly.react(graph, changed(graph.data, to), changed(graph.layout, to));
    });
  });
  window.addEventListener("afterprint", function () {
    kept.forEach(function (one) { window.Plotly.react(one[0], one[1], one[2]); });
    kept = [];
  });
})();
