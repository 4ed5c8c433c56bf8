// Maps: an outcome over two factors; what is picked there is compared.

function buildMaps() {
  const place = byId("maps-view");
  if (!place || !mappedBy.length) return;
  const outcomes = (kept) => DATA.outcomes.filter((one) => one.asked === kept).map((one) => [one.name, one.title]);
  const groups = grouped(["Of the experiment", outcomes(true)], ["All others", outcomes(false)]);
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
      select("outcome", "Outcome", groups, (outcome) => update({ outcome }, "maps"), "wide"),
      select("down", "Down", axes, axis("down", "across")),
      select("across", "Across", axes, axis("across", "down")), ...held),
    element("div", { id: "map" }));
}

function colourAt(place) { // the colour of a place in [0, 1] of the scale, and black or white on it
  const row = theme().scale.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  const at = place * (row.length - 1), first = Math.min(Math.floor(at), row.length - 2);
  const mixed = row[first].map((part, i) => Math.round(part + (at - first) * (row[first + 1][i] - part)));
  const linear = (part) => (part <= 10.3 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = mixed.map(linear);
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
  const choice = (i, j) => state.held.map((level, f) => (f === x ? i : f === y ? j : level));
  const choices = down.levels.map((_, j) => across.levels.map((_, i) => choice(i, j)));
  const found = (one) => meanOf(armsOf(one).map((arm) => outcome.runs[arm]), outcome.unit, DATA.worlds);
  const numbers = choices.map((row) => row.map(found));
  const all = numbers.flat().map(([value]) => value).filter(Number.isFinite);
  const least = Math.min(...all), most = Math.max(...all);
  const cell = (choice, found) => {
    const [value, low, high] = found;
    if (Number.isNaN(value)) return element("td", { class: "empty" }, armsOf(choice).length ? "no value" : "not run");
    const [ground, ink] = colourAt(most > least ? (value - least) / (most - least) : 0.5);
    const [text, ...ends] = shortened(value, low, high).split(/ (.*)/);
    const marks = SIDES.filter((side) => JSON.stringify(state[side]) === JSON.stringify(choice)).join("").toUpperCase();
    const button = element("button", { type: "button", style: `background:${ground};color:${ink}`, "data-value": value,
      "data-low": low, "data-high": high, onclick: () => compareWith(choice, x, y) },
      element("strong", {}, text), ends[0] ? element("span", {}, ends[0]) : "",
      marks ? element("span", { class: "mark" }, `arm ${marks}`) : "");
    return element("td", {}, button);
  };
  const free = DATA.factors.filter((_, f) => f !== x && f !== y);
  const at = (factor) => state.held[DATA.factors.indexOf(factor)];
  const averaged = free.filter((factor) => at(factor) === ALL).map(({ short }) => short);
  const fixedAt = free.filter((factor) => at(factor) !== ALL);
  const where = fixedAt.map((factor) => `${factor.short} ${factor.levels[at(factor)]}`);
  if (averaged.length) where.push(`averaged over ${listed(averaged)}`);
  const better = outcome.better === null ? "" : `; ${outcome.better ? "more" : "less"} is better`;
  const about = `${outcome.name}${outcome.after ? `,${outcome.after}` : ""}`;
  const caption = [...withIndex(outcome.title), [` (${about})`, ...where].join(", ") + better];
  replaceIn(byId("map"),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Map of ${outcome.title}` },
      element("table", { class: "heat" }, element("caption", {}, ...caption),
        element("thead", {},
          element("tr", {}, element("td"),
            heading("colgroup", { colspan: across.levels.length }, capital(across.short))),
          element("tr", {}, heading("col", {}, capital(down.short)),
            ...across.levels.map((level) => heading("col", {}, level)))),
        element("tbody", {}, ...down.levels.map((level, j) =>
          element("tr", {}, heading("row", {}, level),
            ...choices[j].map((choice, i) => cell(choice, numbers[j][i]))))))),
    hint("The mean of each cell with half of its 95 % interval. A cell that is picked becomes arm B in Compare."));
}

function compareWith(choice, x, y) { // B is the cell; A keeps its own place on the map, or takes the first or next
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
  const said = `${outcome.title} at each of ${DATA.arms.length} points of the design, over ${across.short} and `
    + `${down.short}; the darker, or in the dark the lighter, the more. A point that is picked becomes arm B in `
    + "Compare, where all of them can be chosen by name.";
  byId("points-caption").textContent = said;
  place.setAttribute("aria-label", said);
  const trace = {
    x: across.values, y: down.values, mode: "markers+text", textposition: "top center",
    text: DATA.arms.map((_, arm) => marked(arm)),
    marker: {
      size: 12, color: numbers.map(([value]) => value), colorscale: scale, line: { color: look.ink, width: 0.6 },
      colorbar: { thickness: 12, outlinewidth: 0 },
    },
    customdata: DATA.arms.map((arm, i) => `${arm}: ${withEnds(...numbers[i])}`),
    hovertemplate: "%{customdata}<extra></extra>",
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
