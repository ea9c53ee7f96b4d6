/* Pictures of charts, made here: the drawing with the style it has on the page, its name, and the stamp of the data. */
(function () {
  var NS = "http://www.w3.org/2000/svg";
  var LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-size",
    "font-weight", "text-anchor", "opacity", "fill-opacity", "stroke-opacity", "paint-order"];
  var FAMILY = "Inter Variable, Inter, system-ui, sans-serif";
  var EDGE = 24, LONGEST_NAME = 300, ruler = null, face = null;

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

  /* A picture is opened far from this page: it carries its own letters. */
  function letters() {
    if (!face) face = fetch("/assets/fonts/inter-latin.woff2").then(function (answer) { return answer.blob(); }).then(function (blob) {
      return new Promise(function (done) {
        var reader = new FileReader();
        reader.onload = function () {
          var data = reader.result.slice(reader.result.indexOf(",") + 1);
          done("@font-face{font-family:'Inter Variable';font-weight:100 900;src:url(data:font/woff2;base64," + data + ")}");
        };
        reader.readAsDataURL(blob);
      });
    }).catch(function () { face = null; return ""; });
    return face;
  }

  function wide(text, size, weight) {
    ruler = ruler || document.createElement("canvas").getContext("2d");
    ruler.font = (weight || 400) + " " + size + "px " + FAMILY;
    return ruler.measureText(text).width;
  }

  function titled(figure) {
    var about = figure.querySelector("[data-indicator]"), name = figure.getAttribute("data-figure");
    return about ? about.getAttribute("data-indicator") + ": " + name : name;
  }

  /* What is shown, of when, as defined how: everything that the page says of itself, but for what can be clicked. */
  function stamp(figure) {
    var parts = Array.prototype.map.call(document.querySelectorAll("#strip .strip-line > :not(.narrow-only)"), function (node) {
      return node.textContent;
    });
    var defined = figure.querySelector("[data-definition]");
    if (defined) parts.push(defined.getAttribute("data-definition"));
    return parts.join(" · ");
  }

  /* A text in lines that are no wider than `most` pixels. */
  function lines(text, most, size, weight) {
    var found = [""];
    text.split(" ").forEach(function (word) {
      var last = found.length - 1;
      if (found[last] && wide(found[last] + " " + word, size, weight) > most) found.push(word);
      else found[last] = (found[last] + " " + word).trim();
    });
    return found.filter(Boolean);
  }

  function said(node) {
    var figure = node.closest("figure"), named = node.closest("[aria-label]");
    var caption = figure && figure.querySelector("figcaption");
    return caption ? caption.textContent : named ? named.getAttribute("aria-label") : "";
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
    var width = charts.length === 1 ? (isWide ? 1040 : 560) : charts.length ? 820 : Math.max(560, columns(rows).end + EDGE);
    var y = 16;

    function write(text, size, look) {
      lines(text, width - 2 * EDGE, size, look["font-weight"]).forEach(function (line) {
        y += Math.round(size * 1.5);
        sheet.appendChild(words(line, EDGE, y, size, look));
      });
    }

    write(titled(figure), 18, { "font-weight": 600 });
    if (charts.length === 1) {
      var value = figure.querySelector(".tile-value");
      write((value ? value.textContent + ". " : "") + said(charts[0]), 13, { fill: colour("ink-2") });
      var one = placed(charts[0], EDGE, y + 18, width - 60);
      sheet.appendChild(one.node);
      y += 18 + one.height;
    } else if (charts.length) {
      y += grid(sheet, charts, y + 22, (width - 2 * EDGE) / 3) + 28;
    } else {
      figure.querySelectorAll(".block-note:not(.after-table), .finding").forEach(function (one) {
        write(one.textContent, 13, { fill: colour("ink-2") });
      });
      y = ranked(sheet, rows, y + 16) + 16;
      y = keyed(sheet, figure.querySelectorAll(".keys .key-words"), y);
    }
    return finished(sheet, width, y + 10, figure);
  }

  function grid(sheet, charts, top, cell) {
    var y = top, tallest = 0;
    charts.forEach(function (svg, index) {
      var x = EDGE + (index % 3) * cell;
      if (index && index % 3 === 0) { y += tallest + 40; tallest = 0; }
      var title = svg.closest(".multiple, .tile");
      title = title && title.querySelector(".multiple-title, h3");
      sheet.appendChild(words(title ? title.textContent : "", x, y + 12, 12, { "font-weight": 600 }));
      var small = placed(svg, x, y + 20, cell - 34);
      sheet.appendChild(small.node);
      tallest = Math.max(tallest, small.height);
    });
    return y + tallest - top + 22;
  }

  /* Where the columns of a ranking stand: its names, the amount, the drawing, and what is said of it. */
  function columns(rows) {
    var most = { name: 0, amount: 0, drawing: 0, said: 0 };
    rows.forEach(function (row) {
      var cells = row.children, svg = row.querySelector(".dot-cell svg");
      most.name = Math.max(most.name, wide(named(cells[0]), 13));
      most.amount = Math.max(most.amount, wide(cells[1].textContent, 13, 600));
      if (svg) most.drawing = Math.max(most.drawing, Math.min(340, svg.viewBox.baseVal.width));
      if (cells[3]) most.said = Math.max(most.said, wide(cells[3].textContent, 12));
    });
    var amount = EDGE + Math.min(most.name, LONGEST_NAME) + 20 + most.amount;
    var drawing = amount + 14, said = drawing + most.drawing + 16;
    return { amount: amount, drawing: drawing, said: said, end: said + most.said };
  }

  function ranked(sheet, rows, top) {
    var at = columns(rows), y = top;
    rows.forEach(function (row) {
      var cells = row.children, svg = row.querySelector(".dot-cell svg");
      var name = lines(named(cells[0]), LONGEST_NAME, 13);
      y += 30;
      name.forEach(function (line, index) { sheet.appendChild(words(line, EDGE, y + 17 * index, 13)); });
      sheet.appendChild(words(cells[1].textContent, at.amount, y, 13, { "text-anchor": "end", "font-weight": 600 }));
      if (svg) sheet.appendChild(placed(svg, at.drawing, y - 16, Math.min(340, svg.viewBox.baseVal.width)).node);
      if (cells[3]) sheet.appendChild(words(cells[3].textContent, at.said, y, 12, { fill: colour("ink-2") }));
      y += 17 * (name.length - 1);
    });
    return y;
  }

  function keyed(sheet, keys, top) {
    var x = EDGE;
    keys.forEach(function (key) {
      var svg = key.querySelector("svg");
      if (svg) sheet.appendChild(placed(svg, x, top + 9, svg.viewBox.baseVal.width).node);
      x += svg ? svg.viewBox.baseVal.width + 8 : 0;
      sheet.appendChild(words(key.textContent, x, top + 19, 12, { fill: colour("ink-2") }));
      x += wide(key.textContent, 12) + 28;
    });
    return keys.length ? top + 30 : top;
  }

  function finished(sheet, width, top, figure) {
    var y = top + 4;
    lines(stamp(figure), width - 2 * EDGE, 11).forEach(function (line) {
      y += 17;
      sheet.appendChild(words(line, EDGE, y, 11, { fill: colour("ink-3") }));
    });
    var height = Math.ceil(y + 16), ground = document.createElementNS(NS, "rect");
    width = Math.ceil(width);
    ground.setAttribute("width", width); ground.setAttribute("height", height);
    ground.setAttribute("fill", colour("paper"));
    sheet.insertBefore(ground, sheet.firstChild);
    sheet.setAttribute("xmlns", NS);
    sheet.setAttribute("width", width); sheet.setAttribute("height", height);
    sheet.setAttribute("viewBox", "0 0 " + width + " " + height);
    return lettered(new XMLSerializer().serializeToString(sheet), width, height);
  }

  function lettered(text, width, height) {
    return letters().then(function (rules) {
      var end = text.indexOf(">", text.indexOf("<svg")) + 1;
      return { text: text.slice(0, end) + "<style>" + rules + "</style>" + text.slice(end), width: width, height: height };
    });
  }

  /* The large chart is drawn by its own library, which also makes its picture. */
  function plotted(figure) {
    var graph = figure.querySelector(".js-plotly-plot");
    var top = lines(said(graph), 1130, 13), foot = lines(stamp(figure), 1130, 11), height = 580 + 17 * foot.length;
    var layout = Object.assign({}, graph.layout, {
      width: 1200, height: height, paper_bgcolor: colour("paper"), plot_bgcolor: colour("paper"),
      margin: Object.assign({}, graph.layout.margin, { t: 74 + 18 * top.length, b: 50 + 17 * foot.length }),
      annotations: (graph.layout.annotations || []).concat([
        note("<b>" + titled(figure) + "</b>", 18, colour("ink"), { y: 1, yshift: 34 + 18 * top.length, yanchor: "bottom" }),
        note(top.join("<br>"), 13, colour("ink-2"), { y: 1, yshift: 28, yanchor: "bottom" }),
        note(foot.join("<br>"), 11, colour("ink-3"), { y: 0, yshift: -40, yanchor: "top" }),
      ]),
    });
    return window.Plotly.toImage({ data: graph.data, layout: layout }, { format: "svg", width: 1200, height: height })
      .then(function (address) {
        return lettered(decodeURIComponent(address.slice(address.indexOf(",") + 1)), 1200, height);
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
