// Three claims of the thesis to try by hand, each with its verdict.

import { normal } from "explore/bound.js";
import { button, el, play, svg } from "explore/dom.js";
import { imageOf } from "explore/drawing.js";
import { EXAMPLES } from "explore/examples.js";
import { partsOf } from "explore/frames.js";
import { CLAIMS, MODELS, inPlace, load } from "explore/models.js";
import { paint, pixels } from "explore/picture.js";
import { set, state } from "explore/state.js";

const SEVEN = 7;
const FIVE = 5;
const DRAWN = 7; // images in a strip
const DEGREES = 180 / Math.PI;
const ROUND = Array.from({ length: 49 }, (_, step) => -180 + 7.5 * step); // angles of the chart

const main = (name) => inPlace("main").find((model) => model.name === name);

/** Return the section of the tasks; null on a page that lacks their models. */
export function tasks() {
  const poor = MODELS.find((model) => model.place === "poor");
  const [vae, tvae] = [main("vae"), main("tvae_affine")];
  if (!poor || !vae || !tvae) return null;
  return el(
    "section",
    { id: "tasks", "aria-labelledby": "tasks-title" },
    el("h2", { id: "tasks-title" }, "Three claims to try"),
    el("div", { class: "tasks" }, turning(tvae), moving(vae, tvae), minimum(tvae, poor)),
  );
}

function card(title, question, claims, stage, tryIt) {
  const judged = claims.map((id) => {
    const { claim, where, verdict, why, obtained } = CLAIMS[id];
    const kind = verdict.replaceAll(" ", "-");
    return el("li", {}, el("b", { class: `verdict ${kind}` }, verdict), ` ${claim} (${where}). `, el("small", {}, `${why}: ${obtained}.`));
  });
  const see = button("See for yourself", () => {
    document.getElementById("model").scrollIntoView({ block: "start", behavior: "smooth" });
    tryIt();
  });
  see.classList.add("try");
  return el("article", { class: "task" }, el("h3", {}, title), el("p", {}, question), stage, see, el("ul", { class: "claims" }, ...judged));
}

/** Turn a 7: does u follow? */
function turning(tvae) {
  const line = svg("polyline", { class: "inferred" });
  const now = svg("circle", { r: 5, class: "now" });
  const chart = svg(
    "svg",
    { viewBox: "-200 -200 400 400", class: "chart", role: "img", "aria-label": "inferred turn against the turn of x" },
    ...[-90, 90].flatMap((at) => [
      svg("line", { x1: at, x2: at, y1: -180, y2: 180, class: "rule" }),
      svg("line", { y1: at, y2: at, x1: -180, x2: 180, class: "rule" }),
    ]),
    svg("rect", { x: -180, y: -180, width: 360, height: 360, class: "rule" }),
    svg("line", { x1: -180, y1: 180, x2: 180, y2: -180, class: "ideal" }),
    line,
    now,
    svg("text", { x: 0, y: 174, class: "axis" }, "turn of x: −180° to 180°"),
    svg("text", { x: -172, y: -158, class: "axis start" }, "turn that u infers"),
  );
  load(tvae.id).then((network) => {
    const turnOf = (degrees) => partsOf(network.encode(imageOf(EXAMPLES[SEVEN], degrees)).pose).turn * DEGREES;
    const start = turnOf(0);
    const follow = (degrees) => ((turnOf(degrees) - start + 540) % 360) - 180;
    const points = ROUND.map((degrees) => [degrees, -follow(degrees)]);
    line.setAttribute("points", points.map((point) => point.join()).join(" "));
    now.setAttribute("cx", points[28][0]);
    now.setAttribute("cy", points[28][1]);
  });
  const stops = [0, 30, 90, 90, 30, 0];
  const tryIt = () => {
    set({ model: tvae.id, example: SEVEN, strokes: [], turn: 0, z: null, pose: null });
    play(6, (part) => {
      const place = Math.min(Math.floor(part * (stops.length - 1)), stops.length - 2);
      const within = part * (stops.length - 1) - place;
      set({ turn: Math.round(stops[place] + within * (stops[place + 1] - stops[place])), z: null, pose: null });
    });
  };
  return card(
    "Turn a 7",
    "If u is the pose, it turns as x turns, on the dashed line. It does so to about 30°; beyond, the model sees another digit.",
    ["song.pose"],
    el("div", { class: "demo" }, chart),
    tryIt,
  );
}

/** Draw z in VAE and T-VAE: what is slanted, what is upright? */
function moving(vae, tvae) {
  const strips = [vae, tvae].map((said) => {
    const canvases = Array.from({ length: DRAWN }, (_, number) => pixels(`${said.title}, draw ${number + 1}`));
    const draw = async () => {
      const network = await load(said.id);
      canvases.forEach((canvas) => paint(canvas, network.decode(Array.from({ length: said.dim_z }, normal)), "what"));
    };
    draw();
    return { draw, element: el("div", { class: "strip" }, el("h4", {}, said.title), el("div", {}, ...canvases)) };
  });
  const again = button("draw others", () => strips.forEach((strip) => strip.draw()), { class: "plain" });
  const tryIt = () => {
    const dimension = tvae.in_use.indexOf(true);
    const other = state.model === vae.id ? tvae : vae;
    set({ model: other.id, z: null, pose: null });
    const moved = other === vae ? vae.in_use.indexOf(true) : dimension;
    play(5, (part) => {
      const z = new Array(other.dim_z).fill(0);
      z[moved] = 2.5 * Math.sin(2 * Math.PI * part);
      set({ z });
    });
  };
  return card(
    "Move z",
    "The VAE must put slant and size into z. With a pose beside it, z says only which digit: templates stand upright.",
    ["figure6.vae_slanted", "figure6.upright"],
    el("div", { class: "demo" }, ...strips.map((strip) => strip.element), again),
    tryIt,
  );
}

/** Open figure 12's poor minimum. */
function minimum(tvae, poor) {
  const shown = [
    [tvae, "good"],
    [poor, "poor"],
  ].map(([said, word]) => {
    const template = pixels(`template in a ${word} minimum`);
    load(said.id).then((network) => paint(template, network.decode(network.encode(imageOf(EXAMPLES[FIVE])).mu), "what"));
    return el("figure", {}, template, el("figcaption", {}, `${word} minimum`));
  });
  return card(
    "Open a poor minimum",
    "The same 5 in two trainings. In the good one the template fills the space, and the pose shrinks it to the digit.",
    ["figure12.thick", "figure12.identity"],
    el("div", { class: "demo twins" }, ...shown),
    () => set({ model: poor.id, example: FIVE, strokes: [], turn: 0, z: null, pose: null }),
  );
}
