/* Chooses the theme before the first paint, so that nothing flashes. */
(function () {
  var kept = null;
  try { kept = localStorage.getItem("wardboard-theme"); } catch (e) { /* storage may be closed: follow the system */ }
  var dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
