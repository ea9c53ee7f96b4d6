/* When the server is slow or away: what stands still says so, and there is a way to try again. */
(function () {
  var SLOW = 3000, bar = null, isAway = false, askedAt = {}, count = 0;
  var real = window.fetch, say = window.wardboard.say;

  function show(words, hasButton) {
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "away";
      bar.setAttribute("role", "status");
      document.body.appendChild(bar);
    }
    bar.textContent = words;
    bar.hidden = !words;
    if (!words || !hasButton) return;
    var again = document.createElement("button");
    again.setAttribute("data-retry", "1");
    again.textContent = say("Try again");
    bar.appendChild(again);
  }

  function settle() {
    if (isAway) return;
    var oldest = Math.min.apply(null, Object.keys(askedAt).map(function (key) { return askedAt[key]; }));
    if (isFinite(oldest) && Date.now() - oldest > SLOW) {
      show(say("Still computing …"));
      setTimeout(settle, 1000);
    } else if (bar) show("");
  }

  /* Only questions for numbers are watched; a failed one leaves the old numbers, which must not pass for new ones. */
  window.fetch = function (input) {
    var address = String((input && input.url) || input);
    var answer = real.apply(this, arguments);
    if (address.indexOf("_dash-update-component") < 0) return answer;
    var key = String(count += 1);
    askedAt[key] = Date.now();
    setTimeout(settle, SLOW + 50);
    return answer.then(function (response) {
      delete askedAt[key];
      if (response.status >= 500) { isAway = true; show(say("A part could not be fetched. What you see may be old."), true); }
      else if (isAway) { isAway = false; show(""); }
      else settle();
      return response;
    }, function (error) {
      delete askedAt[key];
      if (error && error.name === "AbortError") throw error;
      isAway = true;
      show(say("Wardboard does not answer. What you see may be old."), true);
      throw error;
    });
  };

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-retry]")) location.reload();
  });
})();
