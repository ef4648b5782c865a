// The panel of z: a slider and a bar of divergence for each dimension, those that carry nothing folded away.

import { normal } from "explore/bound.js";
import { button, el, shown as inWords } from "explore/dom.js";
import { set, state } from "explore/state.js";

const REACH = 3; // standard deviations of the prior
const FULL = 4; // nats of a full bar
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

const subscript = (number) => [...String(number)].map((digit) => SUBSCRIPTS[digit]).join("");

/** Return the panel of a network's code: its element, and `update(moment)`. */
export function codes({ said }) {
  let shown = [];
  const rows = Array.from({ length: said.dim_z }, (_, dimension) => row(said, dimension, () => shown));
  const live = rows.filter((_, dimension) => said.in_use[dimension]);
  const idle = rows.filter((_, dimension) => !said.in_use[dimension]);
  const draw = () => set({ z: Array.from({ length: said.dim_z }, normal) });
  const infer = button("infer from x", () => set({ z: null }), { class: "plain" });
  const element = el(
    "section",
    { class: "panel what", "aria-label": "z, the code" },
    el("h2", {}, el("b", {}, "z"), " what it is"),
    el("div", { class: "buttons" }, button("draw z", draw), said.encodes ? infer : null),
    el("div", { class: "sliders" }, ...live.map(({ element: own }) => own)),
    idle.length ? el("details", {}, el("summary", {}, idleWords(idle.length, said.dim_z)), ...idle.map(({ element: own }) => own)) : null,
  );
  const update = (moment) => {
    shown = moment.z;
    rows.forEach((own, dimension) => own.update(moment.z[dimension], moment.klZ?.[dimension]));
    infer.disabled = state.z === null;
  };
  return { element, update };
}

const idleWords = (count, of) => `${count} of ${of} dimensions ${count === 1 ? "carries" : "carry"} nothing`;

function row(said, dimension, code) {
  const name = `z${subscript(dimension + 1)}`;
  const id = `z${dimension + 1}`;
  const slider = el("input", { type: "range", id, min: -REACH, max: REACH, step: 0.01 });
  slider.addEventListener("input", () => {
    set({ z: code().map((value, place) => (place === dimension ? Number(slider.value) : value)) });
  });
  const value = el("output", { for: id });
  const bar = el("span", { class: "fill" });
  const meter = el("span", { class: "kl" }, bar);
  const nats = el("small", {});
  const element = el("div", { class: "row" }, el("label", { for: id }, name), slider, value, said.encodes ? meter : null, said.encodes ? nats : null);
  const update = (z, kl) => {
    slider.value = z;
    value.textContent = inWords(z, 1);
    if (kl === undefined) return;
    bar.style.width = `${Math.min(kl / FULL, 1) * 100}%`;
    nats.textContent = `${kl.toFixed(1)} nats`;
  };
  return { element, update };
}
