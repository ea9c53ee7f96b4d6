/* The components behind layouts/svg.py and layouts/markup.py: text written and escaped by the server, as elements. */
window.wardboard = window.wardboard || {};
window.wardboard.Svg = function (props) {
  var named = props.label ? { role: props.role || "img", "aria-label": props.label } : { "aria-hidden": "true" };
  return React.createElement("span", Object.assign({
    className: props.className,
    dangerouslySetInnerHTML: { __html: props.svg },
  }, named));
};
window.wardboard.Markup = function (props) {
  return React.createElement("div", { className: "markup", dangerouslySetInnerHTML: { __html: props.markup } });
};
