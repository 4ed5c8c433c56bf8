// An interactive page of an experiment: two arms week by week (Play), held against each other (Compare), and found on a
// map. What is looked at stands in the address, after #. The arithmetic is in statistics.js, which comes before.
const DATA = JSON.parse(document.getElementById("data").textContent);
const SIDES = ["a", "b"], ALL = -1, FRAME = 90, FRAMES = 110, WIDEST = 3; // ms from frame to frame; frames of a whole run; SD of runs
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

function replaceIn(place, ...children) {
  place.replaceChildren(...children.filter((child) => child !== null && child !== ""));
}

const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join(""));
const capital = (text) => (/[._]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)); // paths stay

function withIndex(text) { // R_M with its index set low
  const [before, ...rest] = text.split("R_M");
  return [before, ...rest.flatMap((part) => [element("span", {}, "R", element("sub", {}, "M")), part])];
}

// --- what is packed --------------------------------------------------------------------------------------------------

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

// --- arms and pairs --------------------------------------------------------------------------------------------------
// A choice of arms is a level of each factor, or ALL of them, or else the number of an arm.

const cellAt = new Map(DATA.cells.map((cell) => [cell.slice(0, -1).join(), cell.at(-1)]));

function armsOf(choice) {
  if (!byLevel) return choice === null ? [] : [choice];
  return DATA.cells
    .filter((cell) => choice.every((level, f) => level === ALL || level === cell[f]))
    .map((cell) => cell.at(-1));
}

function pairsOf(a, b) { // [arm of A, arm of B], alike in what both average over
  if (!byLevel) return a === null || b === null ? [] : [[a, b]];
  const found = [];
  for (const cell of DATA.cells) {
    if (!a.every((level, f) => level === ALL || level === cell[f])) continue;
    const other = cellAt.get(b.map((level, f) => (level === ALL ? cell[f] : level)).join());
    if (other !== undefined) found.push([cell.at(-1), other]);
  }
  return found;
}

function nameOf(choice) {
  if (!byLevel) return DATA.arms[choice] ?? MISSING;
  const fixedAt = DATA.factors.filter((_, f) => choice[f] !== ALL);
  const levels = fixedAt.map((factor) => factor.levels[choice[DATA.factors.indexOf(factor)]]);
  const free = DATA.factors.filter((_, f) => choice[f] === ALL).map((factor) => factor.short);
  return [levels.join(" · ") || "all arms", free.length ? `averaged over ${listed(free)}` : ""].filter(Boolean).join(", ");
}

const sameArms = () => JSON.stringify(state.a) === JSON.stringify(state.b);

function withoutMentoring() { // the choice of arms in which nobody is matched; null where there is none
  const own = armsOf(state.a).concat(several ? armsOf(state.b) : []);
  if (own.some((arm) => DATA.bare.includes(arm) && !(byLevel && matchingOf(state.a) === ALL))) return null;
  if (!byLevel) return DATA.bare.length ? DATA.bare[0] : null;
  const f = DATA.factors.findIndex((factor) => factor.name === "matching.policy");
  const none = f < 0 ? -1 : DATA.factors[f].levels.indexOf("none");
  return none < 0 ? null : state.a.map((level, g) => (g === f ? none : level));
}

function matchingOf(choice) {
  return choice[DATA.factors.findIndex((factor) => factor.name === "matching.policy")];
}

// --- the state, which is the address ---------------------------------------------------------------------------------

const asked = DATA.outcomes.filter((outcome) => outcome.asked);
const mappedBy = byLevel ? DATA.factors : DATA.points;

function atStart() {
  const { a, b } = DATA.start, last = DATA.arms.length - 1;
  const lead = byLevel ? a.findIndex((level, f) => level !== b[f]) : 0;
  const order = mappedBy.map((_, f) => f).filter((f) => !byLevel || mappedBy[f].name !== "setting" || mappedBy.length < 3);
  return {
    a: byLevel ? [...a] : Math.min(a, last),
    b: byLevel ? [...b] : Math.min(b, last),
    column: DATA.weekly?.columns[0]?.name ?? "",
    week: DATA.weekly?.weeks.at(-1) ?? 0,
    outcome: asked[0]?.name ?? "",
    across: mappedBy[order[1] ?? 0]?.name ?? "",
    down: mappedBy[order[0] ?? 0]?.name ?? "",
    held: byLevel ? a.map((level, f) => (f === lead && level !== ALL ? ALL : level)) : [],
    view: "",
  };
}

const state = atStart();
const VIEWS = ["play", "compare", "maps"];

function address() {
  const parts = new URLSearchParams(), plain = atStart();
  if (state.view) parts.set("view", state.view);
  for (const side of SIDES) {
    if (byLevel) DATA.factors.forEach((factor, f) => parts.set(`${side}.${factor.name}`, factor.levels[state[side][f]] ?? "*"));
    else if (DATA.arms.length) parts.set(side, DATA.arms[state[side]]);
  }
  for (const name of ["column", "week", "outcome", "across", "down"])
    if (state[name] !== plain[name]) parts.set(name, state[name]);
  if (byLevel)
    DATA.factors.forEach((factor, f) => {
      if (state.held[f] !== plain.held[f]) parts.set(`held.${factor.name}`, factor.levels[state.held[f]] ?? "*");
    });
  return `#${parts}`;
}

function levelOf(factor, text) {
  return text === "*" && !factor.levels.includes("*") ? ALL : factor.levels.indexOf(text);
}

function follow(hash) { // takes over what an address says; what it names and is not here is told
  if (!hash.includes("=")) return;
  const parts = new URLSearchParams(hash.slice(1)), lost = [], taken = new Set(), plain = atStart();
  const wanted = { ...atStart() };
  const take = (key, names, set) => {
    taken.add(key);
    if (!parts.has(key)) return;
    if (names.includes(parts.get(key))) set(parts.get(key));
    else lost.push(`${key} = ${parts.get(key)}`);
  };
  for (const side of [...SIDES, "held"]) {
    if (byLevel)
      DATA.factors.forEach((factor, f) =>
        take(`${side}.${factor.name}`, ["*", ...factor.levels], (text) => { wanted[side][f] = levelOf(factor, text); }));
    else if (side !== "held") take(side, DATA.arms, (text) => { wanted[side] = DATA.arms.indexOf(text); });
  }
  if (byLevel) wanted.b.forEach((level, f) => { // both average over the same factors
    if (level === ALL || wanted.a[f] === ALL) wanted.a[f] = wanted.b[f] = ALL;
  });
  take("column", DATA.weekly?.columns.map(({ name }) => name) ?? [], (name) => { wanted.column = name; });
  take("week", DATA.weekly?.weeks.map(String) ?? [], (week) => { wanted.week = Number(week); });
  take("outcome", DATA.outcomes.map(({ name }) => name), (name) => { wanted.outcome = name; });
  for (const axis of ["across", "down"]) take(axis, mappedBy.map(({ name }) => name), (name) => { wanted[axis] = name; });
  if (wanted.across === wanted.down && mappedBy.length > 1) [wanted.across, wanted.down] = [plain.across, plain.down];
  take("view", VIEWS, (view) => { wanted.view = view; });
  lost.push(...[...parts.keys()].filter((key) => !taken.has(key)));
  Object.assign(state, wanted);
  byId("misnamed").textContent = lost.length ? `The link names what this page does not have: ${lost.join("; ")}.` : "";
  byId("misnamed").hidden = !lost.length;
}

function update(change, view) {
  Object.assign(state, change, { view });
  pause();
  history.replaceState(null, "", address());
  draw();
}

function pick(side, f, level) { // a level of a factor; what one arm is averaged over, the other is too
  const other = side === "a" ? "b" : "a", mine = [...state[side]], theirs = [...state[other]];
  if (level === ALL || theirs[f] === ALL) theirs[f] = level;
  mine[f] = level;
  return { [side]: mine, [other]: theirs };
}

// --- choosers --------------------------------------------------------------------------------------------------------

function select(id, label, options, set, className = "") { // options: [value, text] or {group, options}
  const made = ([value, text]) => element("option", { value }, text);
  const box = element("select", { id, onchange: (event) => set(event.target.value) });
  for (const one of options)
    box.append(Array.isArray(one) ? made(one) : element("optgroup", { label: one.group }, ...one.options.map(made)));
  return element("div", { class: `field ${className}` }, element("label", { for: id }, label), box);
}

function chooser(view) { // the two arms, A and B
  const sides = several ? SIDES : ["a"];
  const boxes = sides.map((side) => {
    const name = side.toUpperCase();
    const fields = byLevel
      ? DATA.factors.map((factor, f) =>
          select(`${view}-${side}-${f}`, capital(factor.short),
            [[ALL, "all"], ...factor.levels.map((level, i) => [i, level])],
            (value) => update(pick(side, f, Number(value)), view)))
      : [select(`${view}-${side}`, "Arm", DATA.arms.map((arm, i) => [i, arm]), (value) => update({ [side]: Number(value) }, view))];
    return element("fieldset", { class: `arm ${side}` },
      element("legend", {}, element("span", { class: "swatch", "aria-hidden": "true" }), several ? `Arm ${name}` : "The arm"),
      ...(several ? fields : [element("p", {}, DATA.arms[0])]));
  });
  const swap = element("button", { type: "button", onclick: () => update({ a: state.b, b: state.a }, view) }, "Swap A and B");
  const note = byLevel && DATA.factors.length > 1 ? "“all” averages over a factor’s levels, in both arms alike." : "";
  return element("div", { class: "arms" }, ...boxes,
    several ? element("div", { class: "beside" }, swap, element("p", { class: "hint" }, note)) : "");
}

function show(id, value) {
  const box = byId(id);
  if (box) box.value = value;
}

function showChoices() {
  for (const view of ["play", "compare"])
    for (const side of SIDES)
      if (byLevel) DATA.factors.forEach((_, f) => show(`${view}-${side}-${f}`, state[side][f]));
      else show(`${view}-${side}`, state[side]);
  for (const name of ["column", "outcome", "across", "down"]) show(name, state[name]);
  if (byLevel) DATA.factors.forEach((_, f) => show(`held-${f}`, state.held[f]));
}

// --- play ------------------------------------------------------------------------------------------------------------

let shown = null; // what is drawn: means of A, B, their difference, and without mentoring
let timer = 0;

const course = (rows) => { // [mean, low, high] of each week over replications, of which rows have a value for each week
  const weeks = DATA.weekly.weeks.map((_, i) => interval(known(rows.map((row) => row[i]))));
  return { mean: weeks.map(([one]) => one), low: weeks.map(([, one]) => one), high: weeks.map(([, , one]) => one) };
};

const over = (count, values) => // rows of replications, each week's mean of values(replication, week)
  Array.from({ length: DATA.weekly.replications }, (_, r) =>
    DATA.weekly.weeks.map((_, i) => mean(known(Array.from({ length: count }, (_, k) => values(k, r, i))))));

function courseOver(data, arms) {
  return arms.length ? course(over(arms.length, (k, r, i) => data[arms[k]][r][i])) : null;
}

function differenceOver(data, pairs) {
  return pairs.length ? course(over(pairs.length, (k, r, i) => data[pairs[k][1]][r][i] - data[pairs[k][0]][r][i])) : null;
}

function buildPlay() {
  const place = byId("play-view");
  if (!place || !DATA.weekly) return;
  const columns = (main) => DATA.weekly.columns.filter((one) => one.main === main).map((one) => [one.name, one.title]);
  const groups = [{ group: "Looked at most", options: columns(true) }, { group: "All others", options: columns(false) }];
  const last = DATA.weekly.weeks.length - 1;
  const slider = element("input", { id: "week", type: "range", min: 0, max: last, step: 1,
    oninput: (event) => { pause(); state.view = "play"; toWeek(Number(event.target.value)); },
    onchange: () => history.replaceState(null, "", address()) });
  place.replaceChildren(
    chooser("play"),
    element("div", { class: "row" },
      select("column", "Weekly number", groups.filter(({ options }) => options.length), (column) => update({ column }, "play"), "wide"),
      element("div", { class: "player" },
        element("button", { id: "player", type: "button", class: "main", onclick: () => (timer ? pause() : play()) }, "▶ Play"),
        element("label", { for: "week", class: "unseen" }, "Week"), slider,
        element("output", { id: "now", for: "week" }))),
    leftOut(),
    element("figure", { class: "course" },
      element("h3", { id: "course-title" }),
      element("div", { id: "courses", class: "chart", role: "img" }),
      element("div", { id: "week-values", "aria-live": "polite" }),
      element("figcaption", { id: "course-caption" })));
}

function leftOut() { // of a large weekly table
  const { weeks, left_out: columns } = DATA.weekly, parts = [];
  if (weeks.length > 1 && weeks[1] > 1) parts.push(`one week in ${weeks[1]}`);
  if (columns) parts.push(`all but ${columns} of the columns`);
  return parts.length ? element("p", { class: "hint" }, `Of the weekly table this page has ${listed(parts)}; weekly.parquet in the folder has all.`) : "";
}

function play() {
  if (!shown) return;
  const last = DATA.weekly.weeks.length - 1, stride = Math.max(1, Math.round(last / FRAMES));
  let at = DATA.weekly.weeks.indexOf(state.week);
  if (at >= last) at = -stride;
  byId("week-values").setAttribute("aria-live", "off");
  byId("player").textContent = "❚❚ Pause";
  state.view = "play";
  timer = setInterval(() => {
    at = Math.min(last, at + stride);
    toWeek(at);
    if (at === last) pause();
  }, FRAME);
}

function pause() {
  if (!timer) return;
  clearInterval(timer);
  timer = 0;
  byId("player").textContent = "▶ Play";
  byId("week-values").setAttribute("aria-live", "polite");
  history.replaceState(null, "", address());
}

const LINES = ["a", "b", "difference"];

function faint(colour, share) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${parts.join()},${share})`;
}

function tracesOf() {
  const look = theme(), x = DATA.weekly.weeks, colours = { a: look.arms[0], b: look.arms[1], difference: look.both };
  const names = { a: several ? "A" : "mean", b: "B", difference: "B − A" }, bands = [], lines = [], marks = [];
  for (const name of LINES) {
    const one = shown[name] ?? { mean: [], low: [], high: [] }, yaxis = name === "difference" ? "y2" : "y";
    const there = x.map((_, i) => i).filter((i) => Number.isFinite(one.low[i]));
    const edges = [...there.map((i) => [x[i], one.high[i]]), ...there.reverse().map((i) => [x[i], one.low[i]])];
    bands.push({ x: edges.map(([week]) => week), y: edges.map(([, value]) => value), yaxis, mode: "lines", fill: "toself",
      line: { width: 0 }, fillcolor: faint(colours[name], 0.22), hoverinfo: "skip" });
    lines.push({ x, y: one.mean, yaxis, mode: "lines", name: names[name],
      line: { color: colours[name], width: look.width, dash: name === "b" ? look.dash : "solid" },
      hovertemplate: `%{y:.3g}<extra>${names[name]}, week %{x}</extra>` });
    marks.push({ x: [], y: [], yaxis, mode: "markers", hoverinfo: "skip",
      marker: { color: colours[name], size: 9, symbol: name === "b" ? "square" : "circle", line: { color: look.paper, width: 1.5 } } });
  }
  const pale = { x, y: shown.bare?.mean ?? [], mode: "lines", name: "no mentoring", opacity: 0.55,
    line: { color: look.muted, width: 1.6 }, hovertemplate: "%{y:.3g}<extra>no mentoring, week %{x}</extra>" };
  return [...bands, pale, ...lines, ...marks];
}

function layoutOf(column) {
  const look = theme(), both = Boolean(shown.difference), end = DATA.weekly.weeks.at(-1);
  return {
    template: look.template, height: both ? 540 : 380, margin: { l: 58, r: 14, t: 12, b: 44 }, showlegend: false,
    xaxis: { title: { text: "Week" }, range: [0, Math.max(1, end)], anchor: both ? "y2" : "y" },
    yaxis: { title: { text: column.unit }, domain: both ? [0.42, 1] : [0, 1] },
    yaxis2: { title: { text: "B − A" }, domain: [0, 0.33], visible: both, rangemode: "tozero", zeroline: true, zerolinecolor: look.muted },
    shapes: veil(),
  };
}

function veil() { // lies over the weeks that are still to come
  const look = theme(), shape = { xref: "x", yref: "paper", y0: 0, y1: 1, x0: state.week };
  return [
    { ...shape, type: "rect", x1: DATA.weekly.weeks.at(-1), fillcolor: look.paper, opacity: 0.82, line: { width: 0 } },
    { ...shape, type: "line", x1: state.week, line: { color: look.muted, width: 1, dash: "dot" } },
  ];
}

async function drawPlay() {
  const place = byId("courses");
  if (!place) return;
  const column = DATA.weekly.columns.find(({ name }) => name === state.column);
  const data = await courseOf(column);
  if (column.name !== state.column) return; // another one was picked meanwhile
  const control = withoutMentoring(), pairs = several && !sameArms() ? pairsOf(state.a, state.b) : [];
  const [a, b] = pairs.length ? [0, 1].map((side) => pairs.map((pair) => pair[side])) : SIDES.map((side) => armsOf(state[side]));
  shown = {
    column,
    a: courseOver(data, a),
    b: several && !sameArms() ? courseOver(data, b) : null,
    bare: control === null ? null : courseOver(data, armsOf(control)),
    difference: differenceOver(data, pairs),
  };
  replaceIn(byId("course-title"), ...withIndex(`${column.title}, week by week`));
  byId("course-caption").textContent = captionOf(column, control);
  place.setAttribute("aria-label", `${column.title} over ${DATA.weekly.weeks.at(-1) + 1} weeks. ${captionOf(column, control)}`);
  place.style.height = `${layoutOf(column).height}px`;
  await Plotly.react(place, tracesOf(), layoutOf(column),
    { displayModeBar: false, responsive: true });
  toWeek(DATA.weekly.weeks.indexOf(state.week));
}

function captionOf(column, control) {
  const parts = [`${column.meaning.charAt(0).toUpperCase()}${column.meaning.slice(1)}.`];
  if (several) parts.push(`A (solid): ${nameOf(state.a)}.`);
  if (several && sameArms()) parts.push("B is the same arm.");
  else if (several) parts.push(`B (dashed): ${nameOf(state.b)}.`);
  if (shown.difference) parts.push("Below: B − A, over pairs of runs of the same people with the same luck.");
  for (const side of several ? SIDES : ["a"])
    if (!armsOf(state[side]).length) parts.push(`No arm of ${side.toUpperCase()} was run.`);
  if (shown.bare) parts.push(`Pale line: without mentoring (${nameOf(control)}).`);
  parts.push("Lines are means, bands 95 % intervals over replications.");
  if (DATA.words.worlds) parts.push("Courses are plain means over all plausible worlds, and their bands are luck alone.");
  return [...parts, DATA.words.later].filter(Boolean).join(" ");
}

function toWeek(at) {
  state.week = DATA.weekly.weeks[at];
  byId("week").value = at;
  byId("week").setAttribute("aria-valuetext", `week ${state.week}`);
  byId("now").textContent = `Week ${state.week} of ${DATA.weekly.weeks.at(-1)}`;
  if (!shown) return;
  const points = LINES.map((name) => shown[name]?.mean[at] ?? NaN), first = 2 * LINES.length + 1;
  Plotly.update(byId("courses"),
    { x: points.map((y) => (Number.isNaN(y) ? [] : [state.week])), y: points.map((y) => (Number.isNaN(y) ? [] : [y])) },
    { shapes: veil() }, points.map((_, i) => first + i));
  const rows = [["a", several ? "A" : "Mean"], ["b", "B"], ["difference", "B − A"], ["bare", "No mentoring"]]
    .filter(([name]) => shown[name])
    .map(([name, label]) => {
      const numbers = ["mean", "low", "high"].map((end) => shown[name][end][at]);
      return element("tr", { class: name }, element("th", { scope: "row" }, label), element("td", { class: "n" }, withEnds(...numbers)));
    });
  byId("week-values").replaceChildren(element("table", {},
    element("caption", {}, `Week ${state.week}: mean [95 % interval]`), element("tbody", {}, ...rows)));
}

// --- compare ---------------------------------------------------------------------------------------------------------

// Every outcome of B against A: what `mentorsim compare` has as columns; reference is A, level is B.
function compared(a = state.a, b = state.b) {
  const pairs = pairsOf(a, b);
  return DATA.outcomes.map((outcome) => ({
    outcome,
    ...contrast(pairs.map(([one, two]) => [outcome.runs[one], outcome.runs[two]]), outcome.unit, outcome.better, DATA.worlds),
  }));
}

function buildCompare() {
  const place = byId("compare-view");
  if (!place || !several) return;
  place.replaceChildren(chooser("compare"), element("p", { id: "compared", class: "lead" }),
    element("div", { id: "compare-hours" }), element("div", { id: "differences" }));
}

function verdictWords(row) {
  const known = "holds_in" in row && !["same", "undefined"].includes(row.verdict);
  return DATA.words.verdicts[row.verdict] + (known ? `, in ${percent(row.holds_in)} of worlds` : "");
}

function barOf(row, most) { // the difference and its interval in SD of runs, right is more; not of hours, which dwarf all
  if (row.outcome.name === DATA.hours) return "";
  const at = (value) => 60 + 55 * Math.max(-1, Math.min(1, value / row.sd / most));
  const svg = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const picture = svg("svg", { viewBox: "0 0 120 24", class: `bar ${row.verdict}`, "aria-hidden": "true" });
  picture.append(svg("line", { x1: 60, x2: 60, y1: 0, y2: 24, class: "zero" }));
  if (Number.isFinite(row.sd_runs)) {
    if (!Number.isNaN(row.low)) picture.append(svg("line", { x1: at(row.low), x2: at(row.high), y1: 12, y2: 12 }));
    picture.append(svg("circle", { cx: at(row.difference), cy: 12, r: 4 }));
  }
  return picture;
}

function differenceIn({ verdict, difference, low, high, outcome }) {
  if (verdict === "same") return "0";
  return Number.isNaN(difference) ? MISSING : withEnds(difference, low, high) + outcome.after;
}

function rowOf(row, most) {
  const { outcome } = row, digits = digitsFor(row.low, row.high);
  const exact = Object.fromEntries(["reference", "level", "difference", "low", "high"].map((name) => [`data-${name}`, row[name]]));
  const n = (...children) => element("td", { class: "n" }, ...children);
  return element("tr", { class: row.verdict, "data-outcome": outcome.name, ...exact },
    element("th", { scope: "row", title: outcome.definition }, ...withIndex(outcome.title), element("br"), element("code", {}, outcome.name)),
    n(number(row.reference, digits)), n(number(row.level, digits)),
    n(differenceIn(row)),
    element("td", { class: "picture" }, barOf(row, most)),
    element("td", {}, verdictWords(row), row.dropped ? element("small", {}, ` ${row.dropped} pairs lack a value`) : ""));
}

function tableOf(rows, caption) {
  const ends = rows.filter(({ outcome }) => outcome.name !== DATA.hours).flatMap(({ sd, difference, low, high }) => [difference / sd, low / sd, high / sd]);
  const most = Math.min(WIDEST, Math.max(1, ...ends.filter(Number.isFinite).map(Math.abs)));
  const heads = ["outcome", "A", "B", "B − A, 95 % interval", "in SD of runs", "B against A"];
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", {}, element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...heads.map((head, i) =>
        element("th", { scope: "col", class: i > 0 && i < 4 ? "n" : i === 4 ? "picture" : null }, head)))),
      element("tbody", {}, ...rows.map((row) => rowOf(row, most)))));
}

const METHODS = {
  t: "paired t",
  bootstrap: "studentised bootstrap",
  Newcombe: "Newcombe’s for paired shares, where an outcome is 0 or 1 in every run",
  worlds: "t over worlds and replications, crossed",
};

function hoursOf(rows) {
  const row = rows.find(({ outcome }) => outcome.name === DATA.hours);
  if (!row || Number.isNaN(row.reference)) return [];
  const ends = [row.reference, row.level].map((value) => number(value, 0)), apart = DATA.words.apart;
  const said = element("p", {}, `Hours of mentors that a run takes, on average: ${ends[0]} h in A, ${ends[1]} h in B.`);
  if (!(Math.max(row.reference, row.level) > (1 + apart) * Math.min(row.reference, row.level))) return [said];
  const filled = { share: percent(apart), where: "", one: ends[0], other: ends[1] };
  return [said, element("p", { class: "note" }, DATA.words.hours_apart.replace(/{(\w+)}/g, (_, name) => filled[name]))];
}

function inOneSentence(rows) { // in which of the experiment's outcomes B is better, worse, …
  const entries = { better: "better in", worse: "worse in", differs: "different in", unclear: "cannot be told apart in",
    same: "the same in every run in", undefined: "without a value in" };
  const parts = Object.entries(entries)
    .map(([verdict, text]) => [text, rows.filter((row) => row.verdict === verdict).map(({ outcome }) => outcome.phrase)])
    .filter(([, names]) => names.length)
    .map(([text, names]) => `${text} ${listed(names)}`);
  return `B (${nameOf(state.b)}) against A (${nameOf(state.a)}): ${parts.join("; ")}.`;
}

function drawCompare() {
  const place = byId("differences");
  if (!place) return;
  const clear = (text) => {
    byId("compared").textContent = text;
    byId("compare-hours").replaceChildren();
    place.replaceChildren();
  };
  if (sameArms()) return clear("A and B are the same arm; pick another one to compare it with.");
  if (!pairsOf(state.a, state.b).length) return clear("No pair of these arms was run; pick other levels.");
  const rows = compared(), first = rows.filter(({ outcome }) => outcome.asked), rest = rows.filter(({ outcome }) => !outcome.asked);
  replaceIn(byId("compared"), ...withIndex(inOneSentence(first.filter(({ outcome }) => outcome.named))));
  replaceIn(byId("compare-hours"), ...hoursOf(rows));
  const often = Math.max(...first.map((row) => row.n)), count = Math.max(...first.map((row) => row.pairs));
  const methods = [...new Set(rows.map((row) => METHODS[row.method]))];
  const worlds = DATA.worlds ? `${DATA.worlds.length} plausible worlds × ` : "";
  const open = Boolean(place.querySelector("details")?.open);
  replaceIn(place,
    tableOf(first, `${count.toLocaleString("en")} pairs of runs, ${worlds}${often} replications`),
    element("p", { class: "hint" }, `Intervals: ${listed(methods)}. Each is of its comparison by itself: who picks the `
      + "largest of many differences overstates it; the tables of the report say which stand for all at once."),
    rest.length
      ? element("details", { open }, element("summary", {}, `All other indicators (${rest.length})`), tableOf(rest, "All other indicators"))
      : "");
}

// --- maps ------------------------------------------------------------------------------------------------------------

function buildMaps() {
  const place = byId("maps-view");
  if (!place || !mappedBy.length) return;
  const outcomes = (kept) => DATA.outcomes.filter((one) => one.asked === kept).map((one) => [one.name, one.title]);
  const groups = [{ group: "Of the experiment", options: outcomes(true) }, { group: "All others", options: outcomes(false) }];
  const axes = mappedBy.map(({ name, short }) => [name, capital(short)]);
  const axis = (id, other) => (name) =>
    update({ [id]: name, ...(state[other] === name ? { [other]: state[id] } : {}) }, "maps");
  const held = byLevel
    ? DATA.factors.map((factor, f) =>
        select(`held-${f}`, capital(factor.short), [[ALL, "all"], ...factor.levels.map((level, i) => [i, level])],
          (value) => update({ held: state.held.map((level, g) => (g === f ? Number(value) : level)) }, "maps"), "held"))
    : [];
  place.replaceChildren(
    element("div", { class: "row" },
      select("outcome", "Outcome", groups.filter(({ options }) => options.length), (outcome) => update({ outcome }, "maps"), "wide"),
      select("down", "Down", axes, axis("down", "across")), select("across", "Across", axes, axis("across", "down")), ...held),
    element("div", { id: "map" }));
}

function between01(place) { // the colour of a place in [0, 1] of the scale, and black or white on it
  const row = theme().scale.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  const at = place * (row.length - 1), first = Math.min(Math.floor(at), row.length - 2);
  const mixed = row[first].map((part, i) => Math.round(part + (at - first) * (row[first + 1][i] - part)));
  const [red, green, blue] = mixed.map((part) => (part <= 10.3 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [`rgb(${mixed.join()})`, light > 0.179 ? "#000" : "#fff"];
}

function drawMaps() {
  if (!byId("map")) return;
  const outcome = DATA.outcomes.find(({ name }) => name === state.outcome);
  if (byLevel) drawCells(outcome);
  else drawPoints(outcome);
}

function shortened(value, low, high) { // as the heat maps of the report
  const digits = Math.max(bySize(Math.max(Math.abs(low), Math.abs(high))), digitsFor(low, high) - 1);
  return estimate(value, low, high, digits);
}

function drawCells(outcome) {
  const [x, y] = [state.across, state.down].map((axis) => DATA.factors.findIndex(({ name }) => name === axis));
  DATA.factors.forEach((_, f) => { byId(`held-${f}`).parentElement.hidden = f === x || f === y; });
  const [across, down] = [DATA.factors[x], DATA.factors[y]];
  const choices = down.levels.map((_, j) => across.levels.map((_, i) => state.held.map((level, f) => (f === x ? i : f === y ? j : level))));
  const numbers = choices.map((row) => row.map((choice) => meanOf(armsOf(choice).map((arm) => outcome.runs[arm]), outcome.unit, DATA.worlds)));
  const all = numbers.flat().map(([value]) => value).filter(Number.isFinite), least = Math.min(...all), most = Math.max(...all);
  const cell = (choice, found) => {
    const [value, low, high] = found;
    if (Number.isNaN(value)) return element("td", { class: "empty" }, armsOf(choice).length ? "no value" : "not run");
    const [ground, ink] = between01(most > least ? (value - least) / (most - least) : 0.5);
    const [text, ...ends] = shortened(value, low, high).split(/ (.*)/);
    const marks = SIDES.filter((side) => several && JSON.stringify(state[side]) === JSON.stringify(choice)).join("").toUpperCase();
    const button = element("button", { type: "button", style: `background:${ground};color:${ink}`, "data-value": value,
      "data-low": low, "data-high": high, onclick: () => compareWith(choice, x, y) },
      element("strong", {}, text), ends[0] ? element("span", {}, ends[0]) : "",
      marks ? element("span", { class: "mark" }, `arm ${marks}`) : "");
    return element("td", {}, button);
  };
  const free = DATA.factors.filter((_, f) => f !== x && f !== y), at = (factor) => state.held[DATA.factors.indexOf(factor)];
  const where = free.map((factor) => (at(factor) === ALL ? `averaged over ${factor.short}` : `${factor.short} ${factor.levels[at(factor)]}`));
  const better = outcome.better === null ? "" : `; ${outcome.better ? "more" : "less"} is better`;
  const caption = [...withIndex(outcome.title), ` (${outcome.name}${outcome.after ? `,${outcome.after}` : ""})${where.length ? `, ${where.join(", ")}` : ""}${better}`];
  replaceIn(byId("map"),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Map of ${outcome.title}` },
      element("table", { class: "heat" }, element("caption", {}, ...caption),
        element("thead", {},
          element("tr", {}, element("td"), element("th", { scope: "colgroup", colspan: across.levels.length }, capital(across.short))),
          element("tr", {}, element("th", { scope: "col" }, capital(down.short)), ...across.levels.map((level) => element("th", { scope: "col" }, level)))),
        element("tbody", {}, ...down.levels.map((level, j) =>
          element("tr", {}, element("th", { scope: "row" }, level), ...choices[j].map((choice, i) => cell(choice, numbers[j][i]))))))),
    element("p", { class: "hint" }, "The mean of each cell with half of its 95 % interval. A cell that is picked becomes arm B in Compare."));
}

function compareWith(choice, x, y) { // B is the cell; A keeps its own place on the map, or takes the first or next of it
  const a = choice.map((level, f) => (f === x || f === y ? Math.max(0, state.a[f]) : level));
  if (a.join() === choice.join()) a[x] = (a[x] + 1) % DATA.factors[x].levels.length;
  update({ a, b: choice }, "compare");
  goTo("compare");
}

function drawPoints(outcome) {
  const [across, down] = [state.across, state.down].map((axis) => DATA.points.find(({ name }) => name === axis));
  const numbers = DATA.arms.map((_, arm) => meanOf([outcome.runs[arm]], outcome.unit, DATA.worlds)), look = theme();
  const scale = look.scale.slice(1).map((colour, i, row) => [i / (row.length - 1), colour]);
  const marked = (arm) => SIDES.filter((side) => state[side] === arm).join("").toUpperCase();
  let place = byId("points");
  if (!place) {
    place = element("div", { id: "points", class: "chart", role: "img", style: "height:460px" });
    replaceIn(byId("map"), element("figure", {}, place, element("figcaption", { id: "points-caption" })));
  }
  const said = `${outcome.title} at each of ${DATA.arms.length} points of the design, over ${across.short} and ${down.short}; the `
    + "darker, or in the dark the lighter, the more. A point that is picked becomes arm B in Compare, where all of them can be chosen by name.";
  byId("points-caption").textContent = said;
  place.setAttribute("aria-label", said);
  const trace = {
    x: across.values, y: down.values, mode: "markers+text", text: DATA.arms.map((_, arm) => marked(arm)), textposition: "top center",
    marker: { size: 12, color: numbers.map(([value]) => value), colorscale: scale, line: { color: look.ink, width: 0.6 },
      colorbar: { thickness: 12, outlinewidth: 0 } },
    customdata: DATA.arms.map((arm, i) => `${arm}: ${withEnds(...numbers[i])}`), hovertemplate: "%{customdata}<extra></extra>",
  };
  const layout = { template: look.template, height: 460, margin: { l: 60, r: 10, t: 20, b: 48 },
    xaxis: { title: { text: across.short } }, yaxis: { title: { text: down.short } } };
  Plotly.react(place, [trace], layout, { displayModeBar: false, responsive: true }).then(() => {
    place.removeAllListeners("plotly_click");
    place.on("plotly_click", ({ points }) => {
      update({ b: points[0].pointIndex }, "compare");
      goTo("compare");
    });
  });
}

// --- all of it -------------------------------------------------------------------------------------------------------

function goTo(id) {
  const heading = byId(id)?.querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  byId(id)?.scrollIntoView();
}

function draw() {
  showChoices();
  drawCompare();
  drawMaps();
  return drawPlay();
}

function restyle() { // the colours of the arms for the style sheet
  const [a, b] = theme().arms;
  document.documentElement.style.setProperty("--a", a);
  document.documentElement.style.setProperty("--b", b);
}

async function begin() {
  if (!("DecompressionStream" in window)) {
    for (const view of VIEWS) replaceIn(byId(`${view}-view`) ?? element("div"), element("p", { class: "note" },
      "This browser is too old for this page: it takes one of 2023 or later."));
    return;
  }
  for (const outcome of DATA.outcomes) outcome.runs = await valuesOf(outcome);
  if (DATA.resamples) resamples = { n: DATA.resamples.n, counts: await inflated(DATA.resamples.counts) };
  if (DATA.arms.length && DATA.outcomes.length) {
    buildPlay();
    buildCompare();
    buildMaps();
    follow(location.hash);
    restyle();
    await draw();
    if (state.view) goTo(state.view);
    addEventListener("hashchange", () => {
      if (!location.hash.includes("=")) return; // a link to a section
      pause();
      follow(location.hash);
      draw();
    });
    darkness.addEventListener("change", () => {
      restyle();
      draw();
    });
  }
  document.body.dataset.ready = "yes";
}

window.mentorsim = { // for a console, and for tests
  data: DATA,
  state,
  compared,
  course: () => shown,
  arithmetic: { number, withEnds, estimate, digitsFor, student, meanInterval, pairedInterval },
  ready: begin(),
};
