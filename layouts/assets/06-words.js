/* What scripts say, in the language of the page: the server writes the messages that differ from English onto <html>. */
window.wardboard = window.wardboard || {};
(function () {
  var known = JSON.parse(document.documentElement.getAttribute("data-words") || "{}");
  window.wardboard.say = function (message, values) {
    var text = known[message] || message;
    Object.keys(values || {}).forEach(function (name) { text = text.split("{" + name + "}").join(values[name]); });
    return text;
  };
})();
