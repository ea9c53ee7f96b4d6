/* Paper is white and no window: while a page is printed its charts are painted light and laid out for a sheet, whose
   width they fill. */
(function () {
  var SHEET = 695, kept = [];

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

  function isDark() { return document.documentElement.getAttribute("data-bs-theme") === "dark"; }

  /* The drawings of a chart stretch with the sheet, which may be A4, Letter or turned. */
  function stretch(graph, shape) {
    graph.querySelectorAll(".main-svg").forEach(function (svg) {
      if (shape) svg.setAttribute("viewBox", shape); else svg.removeAttribute("viewBox");
    });
  }

  window.addEventListener("beforeprint", function () {
    if (!window.Plotly) return;
    var to = isDark() ? names() : {}, grown = window.wardboard.grown || 1;
    document.querySelectorAll(".js-plotly-plot").forEach(function (graph) {
      if (!graph.layout) return;
      var height = graph.layout.height || graph.offsetHeight, wide = SHEET * grown;
      kept.push([graph, graph.data, graph.layout]);
      var layout = Object.assign({}, changed(graph.layout, to), { width: wide, height: height, autosize: false });
      window.Plotly.react(graph, changed(graph.data, to), layout);
      graph.style.setProperty("--sheet", wide + " / " + height);
      stretch(graph, "0 0 " + wide + " " + height);
    });
  });
  window.addEventListener("afterprint", function () {
    kept.forEach(function (one) {
      stretch(one[0], "");
      window.Plotly.react(one[0], one[1], one[2]);
    });
    kept = [];
  });
})();
