// What is looked at: two arms, a weekly number, a map. All of it stands in the address, after #.

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
  const factors = DATA.factors.map((factor, f) => ({ ...factor, level: factor.levels[choice[f]] })); // of ALL none
  const parts = factors.filter(({ name }) => name.startsWith("setting."));
  const whole = [...new Set(parts.map(({ level }) => level))];
  const alike = parts.length > 1 && whole.length === 1 && whole[0]; // one setting in all its components
  const rest = factors.filter((factor) => factor.level && !(alike && parts.includes(factor)));
  const named = rest.map(({ short, level }) => (short.includes(".") ? `${short} ${level}` : level));
  const free = factors.filter(({ level }) => level === undefined).map(({ short }) => short);
  const levels = [alike, ...named].filter(Boolean).join(" · ") || "all arms";
  return free.length ? `${levels}, averaged over ${listed(free)}` : levels;
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

const asked = DATA.outcomes.filter((outcome) => outcome.asked);
const mappedBy = byLevel ? DATA.factors : DATA.points;

function atStart() {
  const { a, b } = DATA.start, last = DATA.arms.length - 1;
  const lead = byLevel ? a.findIndex((level, f) => level !== b[f]) : 0;
  const some = (factor) => !byLevel || factor.name !== "setting" || mappedBy.length < 3;
  const order = mappedBy.map((_, f) => f).filter((f) => some(mappedBy[f]));
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
    const level = (factor, f) => parts.set(`${side}.${factor.name}`, factor.levels[state[side][f]] ?? "*");
    if (byLevel) DATA.factors.forEach(level);
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
        take(`${side}.${factor.name}`, ["*", ...factor.levels], (text) => {
          wanted[side][f] = levelOf(factor, text);
        }));
    else if (side !== "held") take(side, DATA.arms, (text) => { wanted[side] = DATA.arms.indexOf(text); });
  }
  if (byLevel) wanted.b.forEach((level, f) => { // both average over the same factors
    if (level === ALL || wanted.a[f] === ALL) wanted.a[f] = wanted.b[f] = ALL;
  });
  take("column", DATA.weekly?.columns.map(({ name }) => name) ?? [], (name) => { wanted.column = name; });
  take("week", DATA.weekly?.weeks.map(String) ?? [], (week) => { wanted.week = Number(week); });
  take("outcome", DATA.outcomes.map(({ name }) => name), (name) => { wanted.outcome = name; });
  for (const axis of ["across", "down"])
    take(axis, mappedBy.map(({ name }) => name), (name) => { wanted[axis] = name; });
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
      : [select(`${view}-${side}`, "Arm", DATA.arms.map((arm, i) => [i, arm]),
          (value) => update({ [side]: Number(value) }, view))];
    return element("fieldset", { class: `arm ${side}` },
      element("legend", {}, element("span", { class: "swatch", "aria-hidden": "true" }),
        several ? `Arm ${name}` : "The arm"),
      ...(several ? fields : [element("p", {}, DATA.arms[0])]));
  });
  const swapped = () => update({ a: state.b, b: state.a }, view);
  const swap = element("button", { type: "button", onclick: swapped }, "Swap A and B");
  const note = byLevel && DATA.factors.length > 1 ? "“all” averages over a factor’s levels, in both arms alike." : "";
  return element("div", { class: "arms" }, ...boxes,
    several ? element("div", { class: "beside" }, swap, hint(note)) : "");
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
