// The page: tabs, the model at work, maps and tasks.

import { bench } from "explore/bench.js";
import { comparison } from "explore/compare.js";
import { button, el, isStill, play } from "explore/dom.js";
import { maps } from "explore/maps.js";
import { inPlace, named } from "explore/models.js";
import { COMPARE, choose, draw, listen, readHash, state } from "explore/state.js";
import { tasks } from "explore/tasks.js";

const GREETING = 26; // degrees by which x turns to and fro when the page is opened

const NOTES = {
  vae: "z alone explains the digit.",
  tvae: "The encoder infers z and the pose u. The decoder draws a template, and u poses it.",
  dtvae: "The pose u is undone first. What is upright is encoded, and u poses the template again.",
};

function note(model) {
  if (!model) return "The same x in every model. Turn it: where a grid turns with it, the template can stay.";
  if (model.place === "poor") {
    return "Figure 12: a training from other initial weights. Its pose enlarges where a good one shrinks, so its templates are small and thin.";
  }
  if (model.place === "prior") return `An Affine-TVAE with a prior on its pose, ${model.title}. Draw u: which poses does it take for likely?`;
  return NOTES[model.architecture];
}

/** Return the tabs; they follow the state. */
function tabs() {
  const tab = (id, title) => button(title, () => choose(id), { "data-tab": id });
  const group = (label, place) => {
    const models = inPlace(place);
    return models.length ? [el("span", { class: "label" }, label), ...models.map(({ id, title }) => tab(id, title))] : [];
  };
  const several = inPlace("main").length > 1;
  const element = el(
    "nav",
    { "aria-label": "models" },
    el("div", { class: "tabs" }, ...inPlace("main").map(({ id, title }) => tab(id, title)), several ? tab(COMPARE, "compare all") : null),
    el("div", { class: "tabs small" }, ...group("figure 12", "poor"), ...group("priors on u", "prior")),
  );
  const all = [...element.querySelectorAll("button")];
  listen(() => all.forEach((own) => own.setAttribute("aria-pressed", own.dataset.tab === state.model)));
  return element;
}

/** Keep the place of the model in step with the state. */
function workplace() {
  const words = el("p", { class: "note" });
  const place = el("div");
  let shown = { id: null, update() {} };
  const show = async () => {
    const id = state.model;
    if (id === shown.id) return shown.update();
    shown = { id, update() {} };
    words.textContent = note(named(id));
    const made = await (id === COMPARE ? comparison() : bench(id));
    if (shown.id !== id) return; // another one was chosen meanwhile
    shown = { id, update: made.update };
    place.replaceChildren(made.element);
    made.update();
    document.documentElement.dataset.shown = id;
    dispatchEvent(new Event("shown"));
  };
  listen(show);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => shown.update()));
  return el("section", { id: "model", "aria-label": "the model at work" }, words, place);
}

/** Turn x to and fro once, so that it is seen what moves and what stays; any hand on the page stops it. */
function greet() {
  if (isStill()) return;
  const stop = play(4, (part) => draw({ turn: Math.round(GREETING * Math.sin(2 * Math.PI * part)) }));
  for (const hand of ["pointerdown", "keydown", "wheel"]) addEventListener(hand, stop, { once: true });
}

const page = document.getElementById("page");
const isNew = !location.hash;
readHash();
addEventListener("hashchange", readHash);
page.replaceChildren(tabs(), workplace());
// What stands below waits for the model, so that the first thing to touch is there at once.
addEventListener("shown", () => page.append(...[maps(), tasks()].filter((section) => section)), { once: true });
if (isNew) greet();
