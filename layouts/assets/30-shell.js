/* The browser's share: filters to address, theme, menus, links without a reload, and figures in the theme's colours. */
(function () {
  var root = document.documentElement;
  var clientside = (window.dash_clientside = window.dash_clientside || {});

  /* Charts take their library from our own assets, when the first chart appears. */
  Object.defineProperty(window, "_dashPlotlyJSURL", {
    get: function () { return "/assets/plotly-cartesian.min.js"; },
    set: function () {},
  });

  function colour(value, styles) {
    if (typeof value === "string") {
      return value.slice(0, 6) === "var(--" ? styles.getPropertyValue(value.slice(4, -1)).trim() : value;
    }
    if (Array.isArray(value)) return value.map(function (v) { return colour(v, styles); });
    if (value && typeof value === "object") {
      var out = {};
      Object.keys(value).forEach(function (key) { out[key] = colour(value[key], styles); });
      return out;
    }
    return value;
  }

  clientside.wardboard = {
    toAddress: function (scope, period, grain, compare, by, since, until) {
      var query = new URLSearchParams(location.search);
      var before = query.toString();
      ["facility_id", "unit_id"].forEach(function (key) { query.delete(key); });
      if (scope && scope !== "-") query.set(scope.slice(0, scope.indexOf("=")), scope.slice(scope.indexOf("=") + 1));
      var usual = { day: "3m", week: "13m", month: "24m", quarter: "36m", year: "all" };
      var custom = period === "custom";
      ["filter-since-box", "filter-until-box"].forEach(function (id) {
        var box = document.getElementById(id);
        if (box) box.classList.toggle("d-none", !custom);
      });
      var changed = grain !== (query.get("grain") || "month");
      put(query, "period", custom || changed || period === usual[grain] ? "" : period);
      put(query, "grain", grain === "month" ? "" : grain);
      put(query, "compare", compare === "ly" ? "" : compare);
      put(query, "by", by === "-" ? "" : by);
      put(query, "since", custom ? since : "");
      put(query, "until", custom ? until : "");
      var now = query.toString();
      return now === before ? clientside.no_update : now ? "?" + now : "";
    },
    setTitle: function (title) {
      if (title) document.title = title;
      return clientside.no_update;
    },
    paint: function (figure) {
      if (!figure) return clientside.no_update;
      var painted = colour(figure, getComputedStyle(root));
      if (innerWidth < 640 && painted.layout.margin) {
        painted.layout.margin.l = 38;
        painted.layout.margin.r = 92;
        painted.layout.xaxis.nticks = 4;
      }
      return painted;
    },
  };

  function put(query, key, value) {
    if (value) query.set(key, value); else query.delete(key);
  }

  function follow(href) {
    history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  function toggle(name, button, open) {
    var now = open === undefined ? !root.classList.contains(name) : open;
    root.classList.toggle(name, now);
    if (button) button.setAttribute("aria-expanded", String(now));
  }

  function setTheme(dark) {
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
    if (window.dash_clientside.set_props) window.dash_clientside.set_props("theme", { data: dark ? "dark" : "light" });
  }

  function download(kind) {
    var graph = document.querySelector("#main .js-plotly-plot");
    if (graph && window.Plotly) {
      window.Plotly.downloadImage(graph, { format: kind, width: 1200, height: 560, scale: 2, filename: document.title.split(" · ")[0] });
    }
  }

  document.addEventListener("click", function (event) {
    var at = event.target;
    if (at.closest("#theme-button")) {
      var dark = root.getAttribute("data-bs-theme") !== "dark";
      try { localStorage.setItem("wardboard-theme", dark ? "dark" : "light"); } catch (e) { /* not remembered */ }
      return setTheme(dark);
    }
    if (at.closest("#menu-button")) return toggle("menu-open", at.closest("#menu-button"));
    if (at.closest("#filter-button")) return toggle("filters-open", at.closest("#filter-button"));
    if (at.closest("#scrim")) return toggle("menu-open", document.getElementById("menu-button"), false);
    var picture = at.closest("[data-picture]");
    if (picture) return download(picture.getAttribute("data-picture"));
    if (at.closest("[data-copy-link]")) return navigator.clipboard && navigator.clipboard.writeText(location.href);
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(at)) menu.removeAttribute("open");
    });
    var link = at.closest("a[href^='/']");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.getAttribute("href").slice(0, 8) === "/export/") return;
    event.preventDefault();
    var elsewhere = link.pathname !== location.pathname;
    follow(link.getAttribute("href"));
    toggle("menu-open", document.getElementById("menu-button"), false);
    if (elsewhere) { window.scrollTo(0, 0); document.getElementById("main").focus({ preventScroll: true }); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    toggle("menu-open", document.getElementById("menu-button"), false);
    toggle("filters-open", document.getElementById("filter-button"), false);
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { menu.removeAttribute("open"); });
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function (event) {
    var kept = null;
    try { kept = localStorage.getItem("wardboard-theme"); } catch (e) { /* follow the system */ }
    if (!kept) setTheme(event.matches);
  });
})();
