// The models of the page: what is said of each, and its network, unpacked when it is first asked for.

import { Network } from "explore/network.js";
import { unpack } from "explore/weights.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const MODELS = read("models");
export const CLAIMS = read("claims");

export const inPlace = (place) => MODELS.filter((model) => model.place === place);
export const named = (id) => MODELS.find((model) => model.id === id);

const loaded = new Map();

/** Return a promise of the network of a model. */
export function load(id) {
  if (!loaded.has(id)) {
    const text = document.getElementById(`weights-${id}`).textContent;
    loaded.set(
      id,
      unpack(text, named(id)).then((arrays) => new Network(named(id), arrays)),
    );
  }
  return loaded.get(id);
}
