// Play: the weeks of two arms, and their difference.

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
  const apart = (k, r, i) => data[pairs[k][1]][r][i] - data[pairs[k][0]][r][i];
  return pairs.length ? course(over(pairs.length, apart)) : null;
}

function buildPlay() {
  const place = byId("play-view");
  if (!place || !DATA.weekly) return;
  const columns = (main) => DATA.weekly.columns.filter((one) => one.main === main).map((one) => [one.name, one.title]);
  const groups = grouped(["Looked at most", columns(true)], ["All others", columns(false)]);
  const last = DATA.weekly.weeks.length - 1;
  const slider = element("input", { id: "week", type: "range", min: 0, max: last, step: 1,
    oninput: (event) => { pause(); state.view = "play"; toWeek(Number(event.target.value)); },
    onchange: () => history.replaceState(null, "", address()) });
  place.replaceChildren(
    chooser("play"),
    element("div", { class: "row" },
      select("column", "Weekly number", groups, (column) => update({ column }, "play"), "wide"),
      element("div", { class: "player" },
        element("button", { id: "player", type: "button", class: "main", onclick: () => (timer ? pause() : play()) },
          "▶ Play"),
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
  const said = `Of the weekly table this page has ${listed(parts)}; weekly.parquet in the folder has all.`;
  return parts.length ? hint(said) : "";
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
    bands.push({
      x: edges.map(([week]) => week), y: edges.map(([, value]) => value), yaxis, mode: "lines", fill: "toself",
      line: { width: 0 }, fillcolor: faint(colours[name], 0.22), hoverinfo: "skip",
    });
    lines.push({ x, y: one.mean, yaxis, mode: "lines", name: names[name],
      line: { color: colours[name], width: look.width, dash: name === "b" ? look.dash : "solid" },
      hovertemplate: `%{y:.3g}<extra>${names[name]}, week %{x}</extra>` });
    const symbol = name === "b" ? "square" : "circle", line = { color: look.paper, width: 1.5 };
    marks.push({ x: [], y: [], yaxis, mode: "markers", hoverinfo: "skip",
      marker: { color: colours[name], size: 9, symbol, line } });
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
    yaxis2: {
      title: { text: "B − A" }, domain: [0, 0.33], visible: both, rangemode: "tozero", zeroline: true,
      zerolinecolor: look.muted,
    },
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
  const sides = SIDES.map((_, side) => pairs.map((pair) => pair[side]));
  const [a, b] = pairs.length ? sides : SIDES.map((side) => armsOf(state[side]));
  shown = {
    column,
    a: courseOver(data, a),
    b: several && !sameArms() ? courseOver(data, b) : null,
    bare: control === null ? null : courseOver(data, armsOf(control)),
    difference: differenceOver(data, pairs),
  };
  replaceIn(byId("course-title"), ...withIndex(`${column.title}, week by week`));
  byId("course-caption").textContent = captionOf(column, control);
  const weeks = DATA.weekly.weeks.at(-1) + 1;
  place.setAttribute("aria-label", `${column.title} over ${weeks} weeks. ${captionOf(column, control)}`);
  place.style.height = `${layoutOf(column).height}px`;
  await Plotly.react(place, tracesOf(), layoutOf(column), { displayModeBar: false, responsive: true });
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
  if (DATA.worlds) parts.push("Courses are plain means over all plausible worlds, and their bands are luck alone.");
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
      return element("tr", { class: name }, heading("row", {}, label),
        element("td", { class: "n" }, withEnds(...numbers)));
    });
  byId("week-values").replaceChildren(element("table", {},
    element("caption", {}, `Week ${state.week}: mean [95 % interval]`), element("tbody", {}, ...rows)));
}
