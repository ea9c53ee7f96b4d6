/* While targets are being judged the strip says so; when the new verdicts are published the page shows them. */
(function () {
  var timer = null;

  function look() {
    var note = document.querySelector("#strip [data-judging]");
    if (!note) return stop();
    fetch("/healthz/ready").then(function (answer) { return answer.json(); }).then(function (found) {
      /* A judging that ended without new verdicts failed: the page says so when it is drawn again. */
      if (String(found.load_id) === note.getAttribute("data-judging") && found.is_judging) return;
      stop();
      /* Nobody loses what they are writing. */
      if (!document.querySelector("details.write[open]")) return location.reload();
      note.removeAttribute("data-judging");
      note.textContent = window.wardboard.say("New verdicts are ready. Reload this page to see them.");
    }).catch(function () { /* the server is away: ask again */ });
  }

  function stop() {
    if (timer) clearInterval(timer);
    timer = null;
  }

  new MutationObserver(function () {
    if (!timer && document.querySelector("#strip [data-judging]")) timer = setInterval(look, 2000);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
