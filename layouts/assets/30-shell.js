/* The browser's share: filters to address, theme, menus, links without a reload, and figures in the theme's colours. */
(function () {
  var root = document.documentElement;
  var clientside = (window.dash_clientside = window.dash_clientside || {});

  /* Charts take their library from our own assets, when the first chart appears. */
  Object.defineProperty(window, "_dashPlotlyJSURL", {
    get: function () { return "/assets/plotly-cartesian.min.js"; },
    set: function () {},
  });

  /* A colour of the system has a name that charts do not know. */
  function named(value) {
    if (!/^[a-z]/i.test(value)) return value;
    var probe = document.body.appendChild(document.createElement("i"));
    probe.style.forcedColorAdjust = "none";
    probe.style.color = value;
    var found = getComputedStyle(probe).color;
    probe.remove();
    var parts = /^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)/.exec(found);
    return parts ? "rgb(" + parts.slice(1).map(function (part) { return Math.round(part * 255); }) + ")" : found;
  }

  function unitsOf(query) {
    return query.getAll("only").filter(function (part) { return part.indexOf("unit_id:") === 0; });
  }

  function withoutUnits(query) {
    var units = unitsOf(query), kept = query.getAll("only").filter(function (part) { return units.indexOf(part) < 0; });
    query.delete("only");
    kept.forEach(function (part) { query.append("only", part); });
  }

  /* What was chosen in the bar and stands in no address yet: a bar that is drawn anew in the same instant forgets it. */
  var chosen = {};

  function choose(event) {
    var name = (event.target.id || "").slice(7), isDate = name === "since" || name === "until";
    if (event.target.id !== "filter-" + name || !CHANGES[name] || isDate !== (event.type === "focusout")) return;
    var value = event.target.value;
    if (!isDate || value !== (new URLSearchParams(location.search).get(name) || "")) chosen[name] = value;
  }
  document.addEventListener("change", choose, true);
  document.addEventListener("focusout", choose, true);
  window.addEventListener("popstate", function () { chosen = {}; });

  var USUAL = { day: "3m", week: "13m", month: "24m", quarter: "36m", year: "all" };

  function between(name) {
    return function (query, day) {
      query.delete("period");
      put(query, name, day);
    };
  }

  /* What each control of the bar does to the address. A period is chosen after the grain, which has a usual one. */
  var CHANGES = {
    scope: function (query, scope) {
      if (scope === "several") {
        if (!unitsOf(query).length) window.wardboard.groups("unit_id");
        return;
      }
      ["facility_id", "unit_id"].forEach(function (key) { query.delete(key); });
      if (scope && scope !== "-") query.set(scope.slice(0, scope.indexOf("=")), scope.slice(scope.indexOf("=") + 1));
      /* Another place takes the place of units that were joined. */
      if (unitsOf(query).length) withoutUnits(query);
    },
    grain: function (query, grain) {
      put(query, "grain", grain === "month" ? "" : grain);
      /* A fiscal period stays what it is at every grain. */
      if (!/^f[yq]/.test(query.get("period"))) query.delete("period");
    },
    period: function (query, period) {
      var control = document.getElementById("filter-period");
      /* Nothing is asked yet by whoever wants to name two dates. */
      if (period === "custom") return control.value === period || clientside.set_props(control.id, { value: period });
      put(query, "period", period === USUAL[query.get("grain") || "month"] ? "" : period);
      ["since", "until"].forEach(function (key) { query.delete(key); });
    },
    /* Of the places alone that were open in both times is a word behind the time. */
    compare: function (query, compare) {
      var words = compare.split(" ");
      put(query, "compare", words[0] === "ly" ? "" : words[0]);
      put(query, "like", words[1] ? "on" : "");
    },
    by: function (query, by) { put(query, "by", by === "-" ? "" : by); },
    since: between("since"),
    until: between("until"),
  };

  function inTurn(one, other) { return Object.keys(CHANGES).indexOf(one) - Object.keys(CHANGES).indexOf(other); }

  function colour(value, styles) {
    if (typeof value === "string") {
      return value.slice(0, 6) === "var(--" ? named(styles.getPropertyValue(value.slice(4, -1)).trim()) : value;
    }
    if (Array.isArray(value)) return value.map(function (v) { return colour(v, styles); });
    if (value && typeof value === "object") {
      var out = {};
      Object.keys(value).forEach(function (key) { out[key] = colour(value[key], styles); });
      return out;
    }
    return value;
  }

  /* On a wall of pixels the page is zoomed, which the library of charts does not expect under its pointer: there a chart
     has the size of the pixels, and everything in it grows instead. */
  var SIZES = ["size", "width", "height", "l", "r", "t", "b", "pad", "xshift", "yshift", "ticklen"];
  function larger(value, by, key) {
    if (typeof value === "number") return SIZES.indexOf(key) < 0 ? value : value * by;
    if (Array.isArray(value)) return value.map(function (one) { return larger(one, by, key); });
    if (!value || typeof value !== "object") return value;
    var out = {};
    Object.keys(value).forEach(function (name) { out[name] = larger(value[name], by, name); });
    return out;
  }

  clientside.wardboard = Object.assign(clientside.wardboard || {}, {
    toAddress: function (scope, period, grain, compare, by, since, until) {
      var values = { scope: scope, period: period, grain: grain, compare: compare, by: by, since: since, until: until };
      /* A bar that was only drawn anew may tell of an earlier address than the one of now: what it holds is no choice. */
      var triggered = clientside.callback_context.triggered, changed = triggered.length === 1 ? [triggered[0].prop_id.slice(7, -6)] : [];
      Object.keys(chosen).forEach(function (name) {
        values[name] = chosen[name];
        if (changed.indexOf(name) < 0) changed.push(name);
      });
      chosen = {};
      ["filter-since-box", "filter-until-box"].forEach(function (id) {
        var box = document.getElementById(id);
        if (box) box.classList.toggle("d-none", values.period !== "custom");
      });
      var query = new URLSearchParams(location.search), before = query.toString();
      changed.sort(inTurn).forEach(function (name) { CHANGES[name](query, values[name] || ""); });
      var now = query.toString();
      if (now !== before) remember(query);
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
        painted.layout.margin.l -= 6;
        painted.layout.margin.r = Math.min(painted.layout.margin.r, 112);
        painted.layout.xaxis.nticks = 4;
        var last = (painted.layout.meta || {}).narrow;
        if (last) painted.layout.xaxis.range = last;
        (painted.layout.annotations || []).filter(isTitle).forEach(function (title) {
          title.x = 0;
          title.xanchor = "left";
          var lines = title.text.split(" · ");
          title.text = lines.join("<br>");
          title.align = "left";
          painted.layout.margin.t = Math.max(painted.layout.margin.t, 10 + 17 * lines.length);
        });
      }
      var grown = Number(getComputedStyle(document.body).getPropertyValue("--grown")) || 1;
      window.wardboard.grown = grown;
      return grown > 1 ? larger(painted, grown) : painted;
    },
  });

  /* What a chart says over its right end has to begin at the left one where that end is near. */
  function isTitle(one) { return one.xref === "paper" && one.x === 1 && one.xanchor === "right" && one.text.length > 30; }

  function put(query, key, value) {
    if (value) query.set(key, value); else query.delete(key);
  }

  /* What one looked at last is where a bare visit of home begins; dates of one question are not. */
  function remember(query) {
    var last = new URLSearchParams();
    ["facility_id", "unit_id", "grain", "period", "compare"].forEach(function (key) { put(last, key, query.get(key)); });
    try { localStorage.setItem("wardboard-last", last.toString()); } catch (e) { /* not remembered */ }
  }

  function follow(href) {
    chosen = {};
    var before = location.href.split("#")[0];
    history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    /* Nobody else says that only what stands behind the # is another. */
    if (location.hash && location.href.split("#")[0] === before) window.dispatchEvent(new Event("hashchange"));
  }

  window.wardboard.follow = function (href) {
    var elsewhere = new URL(href, location.href).pathname !== location.pathname;
    follow(href);
    if (elsewhere) { window.scrollTo(0, 0); document.getElementById("main").focus({ preventScroll: true }); }
  };

  function toggle(name, button, open) {
    var now = open === undefined ? !root.classList.contains(name) : open;
    root.classList.toggle(name, now);
    if (button) button.setAttribute("aria-expanded", String(now));
  }

  /* On a narrow screen the filters are a sheet: one goes into it, and comes back to its button. */
  function sheet(open) {
    var button = document.getElementById("filter-button"), wasOpen = root.classList.contains("filters-open");
    toggle("filters-open", button, open);
    if (open === wasOpen || !button) return;
    var first = open ? document.querySelector("#filters select") : button;
    if (first && first.offsetParent !== null) first.focus();
  }

  function setTheme(name) {
    root.setAttribute("data-bs-theme", name === "dark" ? "dark" : "light");
    root.toggleAttribute("data-contrast", name === "contrast");
    if (window.dash_clientside.set_props) window.dash_clientside.set_props("theme", { data: name });
  }

  document.addEventListener("click", function (event) {
    var at = event.target;
    if (at.closest("#theme-button")) {
      /* light, dark, high contrast, and round again */
      var next = root.hasAttribute("data-contrast") ? "light" : root.getAttribute("data-bs-theme") === "dark" ? "contrast" : "dark";
      try { localStorage.setItem("wardboard-theme", next); } catch (e) { /* not remembered */ }
      return setTheme(next);
    }
    if (at.closest("#print-button")) return window.print();
    if (at.closest("#menu-button")) return toggle("menu-open", at.closest("#menu-button"));
    if (at.closest("#filter-button")) return sheet(!root.classList.contains("filters-open"));
    if (at.closest("#filters-done")) return sheet(false);
    if (at.closest("#scrim")) {
      sheet(false);
      return toggle("menu-open", document.getElementById("menu-button"), false);
    }
    var picture = at.closest("[data-picture]");
    if (picture) return window.wardboard.picture(picture, picture.getAttribute("data-picture"));
    if (at.closest("[data-copy-link]")) return navigator.clipboard && navigator.clipboard.writeText(location.href);
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(at)) menu.removeAttribute("open");
    });
    var link = at.closest("a[href^='/']");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.getAttribute("target") || link.hasAttribute("download") || /^\/(export|do)\//.test(link.getAttribute("href"))) return;
    event.preventDefault();
    if (link.matches(".reset, .reset-narrow")) remember(new URLSearchParams());
    var elsewhere = new URL(link.getAttribute("href"), location.href).pathname !== location.pathname;
    follow(link.getAttribute("href"));
    toggle("menu-open", document.getElementById("menu-button"), false);
    sheet(false);
    if (elsewhere) { window.scrollTo(0, 0); document.getElementById("main").focus({ preventScroll: true }); }
  });

  /* The address stays; the server answers it in the chosen language from now on. */
  document.addEventListener("change", function (event) {
    var name = event.target.getAttribute && event.target.getAttribute("data-language");
    if (!name) return;
    var kept = "; path=/; max-age=31536000; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
    document.cookie = name + "=" + event.target.value + kept;
    location.reload();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    toggle("menu-open", document.getElementById("menu-button"), false);
    sheet(false);
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { menu.removeAttribute("open"); });
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function (event) {
    var kept = null;
    try { kept = localStorage.getItem("wardboard-theme"); } catch (e) { /* follow the system */ }
    if (!kept) setTheme(event.matches ? "dark" : "light");
  });
})();
