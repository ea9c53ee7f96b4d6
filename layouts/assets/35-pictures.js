/* Pictures of charts, made here: the drawing with the style it has on the page, its name, and the stamp of the data. */
(function () {
  var NS = "http://www.w3.org/2000/svg";
  var LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-size",
    "font-weight", "text-anchor", "opacity", "fill-opacity"];
  var FAMILY = "Inter Variable, Inter, system-ui, sans-serif";

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function words(text, x, y, size, look) {
    var node = document.createElementNS(NS, "text");
    node.textContent = text;
    var all = Object.assign({ x: x, y: y, "font-size": size, "font-family": FAMILY, fill: colour("ink") }, look);
    Object.keys(all).forEach(function (key) { node.setAttribute(key, all[key]); });
    return node;
  }

  /* A drawing of the page with its computed style written into it, placed in another drawing. */
  function placed(svg, x, y, width) {
    var copy = svg.cloneNode(true);
    var from = svg.querySelectorAll("*"), to = copy.querySelectorAll("*");
    for (var i = 0; i < from.length; i += 1) {
      var style = getComputedStyle(from[i]);
      LOOKS.forEach(function (name) { to[i].setAttribute(name, style.getPropertyValue(name)); });
      if (from[i].tagName === "text") to[i].setAttribute("font-family", FAMILY);
    }
    var box = svg.viewBox.baseVal, height = width * box.height / box.width;
    copy.setAttribute("x", x); copy.setAttribute("y", y);
    copy.setAttribute("width", width); copy.setAttribute("height", height);
    copy.setAttribute("overflow", "visible");
    return { node: copy, height: height };
  }

  function stamp() {
    var parts = Array.prototype.map.call(document.querySelectorAll("#strip .strip-line > *"), function (node) {
      return node.textContent;
    });
    return parts.join(" · ");
  }

  function lines(sentence, most) {
    var found = [""];
    sentence.split(" ").forEach(function (word) {
      var last = found.length - 1;
      if (found[last] && (found[last] + " " + word).length > most) found.push(word);
      else found[last] = (found[last] + " " + word).trim();
    });
    return found;
  }

  function said(node) {
    var named = node.closest("[aria-label]");
    return named ? named.getAttribute("aria-label") : "";
  }

  /* What a row is called, without its small print. */
  function named(cell) {
    var copy = cell.cloneNode(true);
    copy.querySelectorAll(".when").forEach(function (print) { print.remove(); });
    return copy.textContent.trim();
  }

  /* One chart large, several in a grid, a ranking row by row. */
  function composed(figure) {
    var sheet = document.createElementNS(NS, "svg");
    var rows = figure.querySelectorAll(".plain tbody tr");
    var charts = figure.querySelectorAll(".tile-chart svg, .picture svg");
    var isWide = charts.length === 1 && charts[0].viewBox.baseVal.width > 500;
    var width = charts.length !== 1 ? 820 : isWide ? 1040 : 560, y = 38;
    sheet.appendChild(words(figure.getAttribute("data-figure"), 24, y, 18, { "font-weight": 600 }));
    if (charts.length === 1) {
      var value = figure.querySelector(".tile-value");
      lines((value ? value.textContent + ". " : "") + said(charts[0]), isWide ? 140 : 70).forEach(function (line) {
        y += 20;
        sheet.appendChild(words(line, 24, y, 13, { fill: colour("ink-2") }));
      });
      var one = placed(charts[0], 24, y + 18, width - 60);
      sheet.appendChild(one.node);
      y += 18 + one.height;
    } else if (charts.length) {
      var cell = (width - 48) / 3, tallest = 0;
      y += 22;
      charts.forEach(function (svg, index) {
        var x = 24 + (index % 3) * cell;
        if (index && index % 3 === 0) { y += tallest + 40; tallest = 0; }
        var title = svg.closest(".multiple, .tile");
        title = title && title.querySelector(".multiple-title, h3");
        sheet.appendChild(words(title ? title.textContent : "", x, y + 12, 12, { "font-weight": 600 }));
        var small = placed(svg, x, y + 20, cell - 34);
        sheet.appendChild(small.node);
        tallest = Math.max(tallest, small.height);
      });
      y += tallest + 28;
    } else {
      y += 16;
      rows.forEach(function (row) {
        var cells = row.children, svg = row.querySelector(".dot-cell svg");
        y += 30;
        sheet.appendChild(words(named(cells[0]), 24, y, 13));
        sheet.appendChild(words(cells[1].textContent, 300, y, 13, { "text-anchor": "end", "font-weight": 600 }));
        if (svg) sheet.appendChild(placed(svg, 312, y - 16, Math.min(340, svg.viewBox.baseVal.width)).node);
        if (cells[3]) sheet.appendChild(words(cells[3].textContent, 668, y, 12, { fill: colour("ink-2") }));
      });
      y += 16;
    }
    return finished(sheet, width, y + 44);
  }

  function finished(sheet, width, height) {
    var ground = document.createElementNS(NS, "rect");
    ground.setAttribute("width", width); ground.setAttribute("height", height);
    ground.setAttribute("fill", colour("paper"));
    sheet.insertBefore(ground, sheet.firstChild);
    sheet.appendChild(words(stamp(), 24, height - 16, 11, { fill: colour("ink-3") }));
    sheet.setAttribute("xmlns", NS);
    sheet.setAttribute("width", width); sheet.setAttribute("height", height);
    sheet.setAttribute("viewBox", "0 0 " + width + " " + height);
    return Promise.resolve({ text: new XMLSerializer().serializeToString(sheet), width: width, height: height });
  }

  /* The large chart is drawn by its own library, which also makes its picture. */
  function plotted(figure) {
    var graph = figure.querySelector(".js-plotly-plot");
    var sentence = said(graph), top = lines(sentence, 150);
    var layout = Object.assign({}, graph.layout, {
      width: 1200, height: 600, paper_bgcolor: colour("paper"), plot_bgcolor: colour("paper"),
      margin: Object.assign({}, graph.layout.margin, { t: 74 + 18 * top.length, b: 68 }),
      annotations: (graph.layout.annotations || []).concat([
        note("<b>" + figure.getAttribute("data-figure") + "</b>", 18, colour("ink"), { y: 1, yshift: 34 + 18 * top.length, yanchor: "bottom" }),
        note(top.join("<br>"), 13, colour("ink-2"), { y: 1, yshift: 28, yanchor: "bottom" }),
        note(stamp(), 11, colour("ink-3"), { y: 0, yshift: -40, yanchor: "top" }),
      ]),
    });
    return window.Plotly.toImage({ data: graph.data, layout: layout }, { format: "svg", width: 1200, height: 600 })
      .then(function (address) {
        return { text: decodeURIComponent(address.slice(address.indexOf(",") + 1)), width: 1200, height: 600 };
      });
  }

  function note(text, size, ink, place) {
    return Object.assign({
      text: text, showarrow: false, xref: "paper", yref: "paper", x: 0, xanchor: "left", xshift: -36, align: "left",
      font: { size: size, color: ink },
    }, place);
  }

  function painted(drawn) {
    return new Promise(function (done, failed) {
      var image = new Image();
      image.onload = function () {
        var canvas = document.createElement("canvas");
        canvas.width = drawn.width * 2; canvas.height = drawn.height * 2;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(done, "image/png");
      };
      image.onerror = failed;
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawn.text);
    });
  }

  function saved(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 4000);
  }

  window.wardboard = window.wardboard || {};
  window.wardboard.picture = function (button, kind) {
    var figure = button.closest("[data-figure]");
    if (!figure) return;
    var name = figure.getAttribute("data-figure").toLowerCase().replace(/[^a-z0-9]+/g, "-");
    var drawn = figure.querySelector(".js-plotly-plot") ? plotted(figure) : composed(figure);
    if (kind === "svg") {
      drawn.then(function (one) { saved(new Blob([one.text], { type: "image/svg+xml" }), name + ".svg"); });
    } else if (kind === "png") {
      drawn.then(painted).then(function (blob) { saved(blob, name + ".png"); });
    } else if (window.ClipboardItem && navigator.clipboard) {
      navigator.clipboard.write([new ClipboardItem({ "image/png": drawn.then(painted) })]);
    }
  };
})();
