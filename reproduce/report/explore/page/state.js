// What the page shows, kept in the hash of its URL: the model, the strokes and their turn, and what was set by hand.

import { EXAMPLES } from "explore/examples.js";
import { MODELS, named } from "explore/models.js";

export const COMPARE = "compare";

/**
 * model: id of a model, or COMPARE; example: number of an example, or null for `strokes` of one's own; turn: degrees;
 * z, pose: numbers that were set by hand, null for those that the encoder infers.
 */
export const state = { model: "", example: 7, strokes: [], turn: 0, z: null, pose: null };

const listeners = new Set();

export const strokes = () => (state.example === null ? state.strokes : EXAMPLES[state.example]);

/** Change some of the state, tell who listens, and write the hash. */
export function set(changes) {
  Object.assign(state, changes);
  tell();
  history.replaceState(null, "", hash());
}

function tell() {
  listeners.forEach((listener) => listener(state));
}

/** Call `listener` after each change, and now. */
export function listen(listener) {
  listeners.add(listener);
  listener(state);
  return () => listeners.delete(listener);
}

const numbers = (values) => values.map((value) => +value.toFixed(3)).join(",");

function hash() {
  const parts = { model: state.model };
  if (state.example === null) parts.x = state.strokes.map((stroke) => stroke.flat().map(Math.round).join(".")).join("_");
  else parts.example = state.example;
  if (state.turn) parts.turn = state.turn;
  if (state.z) parts.z = numbers(state.z);
  if (state.pose) parts.pose = numbers(state.pose);
  return "#" + Object.entries(parts).map(([name, value]) => `${name}=${value}`).join("&");
}

function finite(text, count) {
  const values = (text ?? "").split(",").map(Number);
  return text && values.every(Number.isFinite) && values.length === count ? values : null;
}

/** Return the strokes of a hash; coordinates outside the pad are brought into it. */
function strokesOf(text) {
  return text.split("_").map((stroke) => {
    const values = stroke.split(".").map(Number).filter(Number.isFinite).map((value) => Math.min(Math.max(value, 0), 100));
    return Array.from({ length: values.length >> 1 }, (_, place) => [values[2 * place], values[2 * place + 1]]);
  });
}

/** Take the state from the hash; what has no meaning there is left out. */
export function readHash() {
  const given = new URLSearchParams(location.hash.slice(1));
  const model = given.get("model");
  const known = named(model);
  const isTab = model === COMPARE || (known && known.place !== "map");
  const example = Number(given.get("example") ?? 7);
  Object.assign(state, {
    model: isTab ? model : (MODELS.find((entry) => entry.name === "tvae_affine") ?? MODELS[0]).id,
    example: given.has("x") ? null : example in EXAMPLES ? example : 7,
    strokes: given.has("x") ? strokesOf(given.get("x")) : [],
    turn: Math.min(Math.max(Number(given.get("turn")) || 0, -180), 180),
  });
  const shown = named(state.model);
  state.z = shown ? finite(given.get("z"), shown.dim_z) : null;
  state.pose = shown?.transformer ? finite(given.get("pose"), shown.transformer === "affine" ? 6 : 18) : null;
  tell();
}

/** Show another model; what was set by hand belongs to the one before. */
export const choose = (model) => set({ model, z: null, pose: null });

/** Show another x; z and the pose are inferred from it again. */
export const draw = (changes) => set({ z: null, pose: null, ...changes });
