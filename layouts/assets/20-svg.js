/* The component behind layouts/svg.py: SVG text as a drawing. The text is written by the server from numbers. */
window.wardboard = window.wardboard || {};
window.wardboard.Svg = function (props) {
  var named = props.label ? { role: "img", "aria-label": props.label } : { "aria-hidden": "true" };
  return React.createElement("span", Object.assign({
    className: props.className,
    dangerouslySetInnerHTML: { __html: props.svg },
  }, named));
};
