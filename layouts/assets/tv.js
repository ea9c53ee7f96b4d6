/* The wall: turns the slides over, keeps the time, fetches new figures, and turns grey when they are too old. */
(function () {
  var at = 0, isPaused = false, lastAnswer = Date.now(), lastTurn = Date.now(), lastFetch = Date.now();
  var LOST = 3 * 60 * 1000, say = window.wardboard.say;

  function main() { return document.querySelector("main.slides"); }
  function all() { return document.querySelectorAll(".slide"); }

  function show() {
    var slides = all();
    at = slides.length ? (at + slides.length) % slides.length : 0;
    slides.forEach(function (slide, index) { slide.classList.toggle("is-shown", index === at); });
    document.querySelector(".tv-count").textContent = slides.length > 1 ? say("{n} of {all}", { n: at + 1, all: slides.length }) : "";
    var button = document.querySelector(".tv-pause");
    button.hidden = slides.length < 2;
    button.textContent = isPaused ? say("Go on") : say("Pause");
  }

  function turn(step) { at += step; lastTurn = Date.now(); show(); }
  function pause(now) { isPaused = now; lastTurn = Date.now(); show(); }

  function overdue(since) {
    var hours = Math.floor((Date.now() - since) / 3600000);
    return hours < 48 ? say("These figures are overdue by {n} hours.", { n: hours })
      : say("These figures are overdue by {n} days.", { n: Math.floor(hours / 24) });
  }

  function veil() {
    var from = main() && main().dataset.staleFrom, words = "";
    if (Date.now() - lastAnswer > LOST) words = say("No connection. These figures may be old.");
    else if (from && Date.now() > Date.parse(from)) words = overdue(Date.parse(from));
    var shown = document.querySelector(".tv-veil");
    if (shown.textContent !== words) shown.textContent = words;
    shown.hidden = !words;
    document.body.classList.toggle("is-stale", Boolean(words));
  }

  function fetchAgain() {
    lastFetch = Date.now();
    fetch(location.href).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      if (!fresh.querySelector("main.slides")) return;
      main().replaceWith(fresh.querySelector("main.slides"));
      document.querySelector(".tv-stamp").replaceWith(fresh.querySelector(".tv-stamp"));
      lastAnswer = Date.now();
      show();
      veil();
    }, function () { veil(); }).catch(function () { veil(); });
  }

  function tick() {
    var now = new Date();
    document.querySelector(".tv-clock").textContent = now.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    var seconds = Number(main().dataset.seconds) || 20;
    if (!isPaused && all().length > 1 && Date.now() - lastTurn >= seconds * 1000) turn(1);
    if (Date.now() - lastFetch > 60000) fetchAgain();
    veil();
  }

  if (!main()) return;
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab" || event.key === "Shift") return;
    if (event.target.closest("button") && (event.key === "Enter" || event.key === " ")) return;
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") { isPaused = true; return turn(event.key === "ArrowRight" ? 1 : -1); }
    pause(!isPaused);
  });
  document.querySelector(".tv-pause").addEventListener("click", function () { pause(!isPaused); });
  show();
  tick();
  setInterval(tick, 1000);
})();
