/* How close rows stand: switched in the rail, remembered in this browser, set before the first paint by 05-theme.js. */
(function () {
  var root = document.documentElement;

  function isOn() { return root.getAttribute("data-density") === "compact"; }

  function paint() {
    document.querySelectorAll("[data-density-switch]").forEach(function (button) {
      if (button.getAttribute("aria-checked") !== String(isOn())) button.setAttribute("aria-checked", String(isOn()));
    });
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-density-switch]")) return;
    var next = isOn() ? "comfortable" : "compact";
    root.setAttribute("data-density", next);
    try { localStorage.setItem("wardboard-density", next); } catch (e) { /* not remembered */ }
    paint();
  });

  /* The rail is drawn anew with every page; it is there once the first one has been put in place. */
  var waiting = new MutationObserver(function () {
    var rail = document.getElementById("rail");
    if (!rail) return;
    waiting.disconnect();
    paint();
    new MutationObserver(paint).observe(rail, { childList: true, subtree: true });
  });
  waiting.observe(root, { childList: true, subtree: true });
})();
