// Compare: every outcome of two arms, and the difference over pairs of runs.

// Every outcome of B against A: what `mentorsim compare` has as columns; reference is A, level is B.
function compared(a = state.a, b = state.b) {
  const pairs = pairsOf(a, b);
  return DATA.outcomes.map((outcome) => ({
    outcome,
    ...contrast(
      pairs.map(([one, two]) => [outcome.runs[one], outcome.runs[two]]), outcome.unit, outcome.better, DATA.worlds),
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

// The difference and its interval in SD of runs, right is more; not of hours, which dwarf all else.
function barOf(row, most) {
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

const lackingIn = ({ dropped }) => ` ${dropped} ${dropped === 1 ? "pair lacks" : "pairs lack"} a value`;

function rowOf(row, most) {
  const { outcome } = row, digits = digitsFor(row.low, row.high);
  const ends = ["reference", "level", "difference", "low", "high"];
  const exact = Object.fromEntries(ends.map((name) => [`data-${name}`, row[name]]));
  const n = (...children) => element("td", { class: "n" }, ...children);
  return element("tr", { class: row.verdict, "data-outcome": outcome.name, ...exact },
    heading("row", { title: outcome.definition },
      ...withIndex(outcome.title), element("br"), element("code", {}, outcome.name)),
    n(number(row.reference, digits)), n(number(row.level, digits)),
    n(differenceIn(row)),
    element("td", { class: "picture" }, barOf(row, most)),
    element("td", {}, verdictWords(row), row.dropped ? element("small", {}, lackingIn(row)) : ""));
}

function tableOf(rows, caption) {
  const drawn = rows.filter(({ outcome }) => outcome.name !== DATA.hours);
  const ends = drawn.flatMap(({ sd, difference, low, high }) => [difference / sd, low / sd, high / sd]);
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
    .map(([verdict, text]) => [text, rows.filter((row) => row.verdict === verdict)])
    .filter(([, found]) => found.length)
    .map(([text, found]) => `${text} ${listed(found.map(({ outcome }) => outcome.phrase))}`);
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
  const rows = compared(), first = rows.filter(({ outcome }) => outcome.asked);
  const rest = rows.filter(({ outcome }) => !outcome.asked), others = `All other indicators (${rest.length})`;
  replaceIn(byId("compared"), ...withIndex(inOneSentence(first.filter(({ outcome }) => outcome.named))));
  replaceIn(byId("compare-hours"), ...hoursOf(rows));
  const often = Math.max(...first.map((row) => row.n)), count = Math.max(...first.map((row) => row.pairs));
  const methods = [...new Set(rows.map((row) => METHODS[row.method]))];
  const worlds = DATA.worlds ? `${DATA.worlds.length} plausible worlds × ` : "";
  const open = Boolean(place.querySelector("details")?.open);
  replaceIn(place,
    tableOf(first, `${number(count, 0)} pairs of runs, ${worlds}${often} replications`),
    hint(`Intervals: ${listed(methods)}. Each is of its comparison by itself: who picks the `
      + "largest of many differences overstates it; the tables of the report say which stand for all at once."),
    rest.length
      ? element("details", { open }, element("summary", {}, others), tableOf(rest, others))
      : "");
}
