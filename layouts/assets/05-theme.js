/* Chooses the theme and how close rows stand, and the place and period of a bare visit of home, before the first paint: nothing flashes. */
(function () {
  var kept = null;
  try { kept = localStorage.getItem("wardboard-theme"); } catch (e) { /* storage may be closed: follow the system */ }
  var dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (kept === "contrast") document.documentElement.setAttribute("data-contrast", "");
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
  try {
    if (localStorage.getItem("wardboard-density") === "compact") document.documentElement.setAttribute("data-density", "compact");
  } catch (e) { /* comfortable rows */ }
  /* An address that says anything is shown as it is. */
  if (location.pathname !== "/" || location.search) return;
  var last = null;
  try { last = localStorage.getItem("wardboard-last"); } catch (e) { /* nothing is remembered */ }
  if (last) history.replaceState({}, "", "/?" + last + location.hash);
})();
