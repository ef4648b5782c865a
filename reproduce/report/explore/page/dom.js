// Elements of the page, made in one expression each.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

/** Return an HTML element; attributes that begin with "on" are listeners, and null among the children is left out. */
export const el = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

/** Return an SVG element. */
export const svg = (tag, attributes = {}, ...children) =>
  filled(document.createElementNS(SVG, tag), attributes, children);

export const button = (label, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, label);

/** Return a number in words, with a true minus and no negative zero. */
export const shown = (value, digits) => (Math.round(value * 10 ** digits) / 10 ** digits + 0).toFixed(digits).replace("-", "−");

/** Return a function that calls `draw` once before the next frame, however often it is called. */
export function oncePerFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** Return whether the reader asks for less motion. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Call `frame` with a number from 0 to 1 until `seconds` have passed; returns a function that stops it. */
export function play(seconds, frame) {
  let stopped = false;
  const start = performance.now();
  const step = (now) => {
    if (stopped) return;
    const part = Math.min(Math.max((now - start) / (1000 * seconds), 0), 1);
    frame(part);
    if (part < 1) requestAnimationFrame(step);
  };
  if (isStill()) frame(1);
  else requestAnimationFrame(step);
  return () => (stopped = true);
}
