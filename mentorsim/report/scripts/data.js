// What is packed into the page, and small pieces of it.

const DATA = JSON.parse(document.getElementById("data").textContent);
const SIDES = ["a", "b"], ALL = -1, FRAME = 90, FRAMES = 110; // ms from frame to frame; frames of a whole run
const WIDEST = 3; // SD of runs that are drawn
const byLevel = DATA.factors.length > 0, several = DATA.arms.length > 1;
const darkness = matchMedia("(prefers-color-scheme: dark)");
const theme = () => DATA.themes[darkness.matches ? "dark" : "light"];
const byId = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) { // names of events begin with "on"
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const heading = (scope, attributes, ...children) => element("th", { scope, ...attributes }, ...children);
const hint = (...children) => element("p", { class: "hint" }, ...children);
const grouped = (...groups) => // options of a select under their names, without groups that have none
  groups.filter(([, options]) => options.length).map(([group, options]) => ({ group, options }));

function replaceIn(place, ...children) {
  place.replaceChildren(...children.filter((child) => child !== null && child !== ""));
}

const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join(""));
const capital = (text) => (/[._]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)); // paths stay

function withIndex(text) { // R_M with its index set low
  const [before, ...rest] = text.split("R_M");
  return [before, ...rest.flatMap((part) => [element("span", {}, "R", element("sub", {}, "M")), part])];
}

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function valuesOf(outcome) { // arms of (worlds, replications)
  const flat = new Float64Array((await inflated(outcome.values)).buffer);
  const worlds = DATA.worlds ? DATA.worlds.length : 1, n = DATA.replications;
  return DATA.arms.map((_, arm) =>
    Array.from({ length: worlds }, (_, w) => [...flat.subarray((arm * worlds + w) * n, (arm * worlds + w + 1) * n)]));
}

const courses = new Map(); // of the weekly columns that were looked at

async function courseOf(column) { // arms of replications of weeks
  if (!courses.has(column.name)) courses.set(column.name, await unpacked(column));
  return courses.get(column.name);
}

async function unpacked(column) {
  const bytes = await inflated(column.values), size = bytes.length / 2, weeks = DATA.weekly.weeks.length;
  let at = 0;
  const series = () => {
    let steps = 0;
    return Float64Array.from({ length: weeks }, () => {
      const code = bytes[at] + 256 * bytes[size + at++];
      steps += code % 2 ? -(code + 1) / 2 : code / 2;
      return steps ? column.low + column.step * (steps - 1) : NaN;
    });
  };
  return DATA.arms.map(() => Array.from({ length: DATA.weekly.replications }, series));
}
