/* The tour of the first visit: a card beside each thing it speaks of. It never blocks the page, and never comes back. */
(function () {
  var KEY = "wardboard-tour", card = null, at = 0, before = null, walk = [], say = window.wardboard.say;

  function remembered() {
    try { return localStorage.getItem(KEY); } catch (e) { return "done"; /* no memory: rather never than every time */ }
  }

  function steps() {
    return Array.prototype.filter.call(document.querySelectorAll(".tour-steps > div"), function (step) {
      return anchor(step);
    });
  }

  function anchor(step) { return document.querySelector("#main " + step.getAttribute("data-anchor")); }

  function end() {
    if (!card) return;
    try { localStorage.setItem(KEY, "done"); } catch (e) { /* not remembered */ }
    unmark();
    card.remove();
    card = null;
    if (before && document.contains(before)) before.focus({ preventScroll: true });
  }

  function unmark() {
    document.querySelectorAll(".tour-anchor").forEach(function (node) { node.classList.remove("tour-anchor"); });
  }

  function place() {
    var node = card && walk[at] && anchor(walk[at]);
    if (!node) return end();
    var box = node.getBoundingClientRect(), mine = card.getBoundingClientRect(), width = mine.width, height = mine.height;
    var left = Math.max(12, Math.min(box.left, document.documentElement.clientWidth - width - 12));
    var top = box.bottom + 14;
    if (top + height > innerHeight - 12) top = box.top - height - 14;
    if (top < 12) top = Math.max(12, innerHeight - height - 12);
    var grown = document.body.currentCSSZoom || 1;
    card.style.left = (left + scrollX) / grown + "px";
    card.style.top = (top + scrollY) / grown + "px";
  }

  function show(index) {
    var all = walk, node = all[index] && anchor(all[index]);
    if (!node) return end();
    at = index;
    unmark();
    node.classList.add("tour-anchor");
    card.querySelector(".tour-words").innerHTML = all[index].innerHTML;
    card.querySelector(".tour-count").textContent = say("{n} of {all}", { n: index + 1, all: all.length });
    card.querySelector("[data-tour='back']").hidden = index === 0;
    card.querySelector("[data-tour='next']").textContent = index + 1 === all.length ? say("Done") : say("Next");
    var still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    node.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    place();
    card.focus({ preventScroll: true });
  }

  function begin() {
    walk = steps();
    if (card || !walk.length) return;
    before = document.activeElement;
    card = document.createElement("div");
    card.className = "tour";
    card.tabIndex = -1;
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", say("Tour of the first visit"));
    card.innerHTML = '<div class="tour-words" aria-live="polite"></div><div class="tour-foot"><span class="tour-count"></span>' +
      '<button type="button" data-tour="skip"></button><button type="button" data-tour="back"></button>' +
      '<button type="button" data-tour="next" class="strong-button"></button></div>';
    card.querySelector("[data-tour='skip']").textContent = say("Skip");
    card.querySelector("[data-tour='back']").textContent = say("Back");
    document.body.appendChild(card);
    show(0);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-tour]");
    if (!button) return;
    var what = button.getAttribute("data-tour");
    if (what === "next") show(at + 1);
    if (what === "back") show(at - 1);
    if (what === "skip") end();
    if (what === "again") { try { localStorage.removeItem(KEY); } catch (e) { /* it starts on home all the same */ } }
  });
  document.addEventListener("keydown", function (event) {
    if (!card) return;
    if (event.key === "Escape") end();
    if (event.key === "ArrowRight" && card.contains(document.activeElement)) show(at + 1);
    if (event.key === "ArrowLeft" && card.contains(document.activeElement) && at) show(at - 1);
  });
  addEventListener("resize", place);
  addEventListener("scroll", place, { passive: true });

  /* Blocks arrive in any order: steps counted before the last of them would leave out the first sentence. */
  function isDrawn() {
    return document.querySelector("#main .kpis") && document.querySelector("#main .matrix") && !document.querySelector("#main .skeleton");
  }

  /* It begins when home is drawn whole, and ends when one goes elsewhere. */
  new MutationObserver(function () {
    if (card && (location.pathname !== "/" || !steps().length)) return end();
    if (!card && location.pathname === "/" && !remembered() && isDrawn()) begin();
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* An empty home waits for its first load and opens by itself. */
  setInterval(function () {
    if (!document.querySelector(".welcome[data-waits]") || document.hidden) return;
    fetch("/healthz/data").then(function (answer) { if (answer.ok) location.reload(); }, function () { /* later */ });
  }, 4000);
})();
