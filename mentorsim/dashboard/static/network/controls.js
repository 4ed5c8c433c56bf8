// What stands around the network, and how it is moved, searched and gone through by key.
function made(tag, className, into, more = {}) {
  const one = Object.assign(document.createElement(tag), more);
  if (className) one.className = className;
  into.append(one);
  return one;
}

function build(el, model) {
  el.classList.add("ms-network");
  const head = made("div", "ms-row", el);
  const label = made("label", "ms-pick", head, { textContent: "Find a person" });
  const find = made("input", "", label, { type: "search", placeholder: "mentor 12", autocomplete: "off", spellcheck: false });
  const found = made("span", "ms-small", head);
  found.setAttribute("role", "status");
  const zooms = made("span", "ms-zooms", head);
  for (const [name, words] of [["in", "Zoom in"], ["out", "Zoom out"], ["all", "See all"]]) {
    const text = { in: "+", out: "−", all: "⤢" }[name];
    made("button", "ms-round", zooms, { type: "button", textContent: text, title: words }).setAttribute("aria-label", words);
  }
  const area = made("div", "ms-area", el, { tabIndex: 0 });
  area.setAttribute("role", "application");
  area.setAttribute("aria-roledescription", "network");
  area.setAttribute("aria-label", model.get("label"));
  const canvas = made("div", "ms-canvas", area);
  const tip = made("dl", "ms-tip", area, { hidden: true });
  tip.setAttribute("aria-hidden", "true");
  const live = made("div", "ms-hidden", el);
  live.setAttribute("aria-live", "polite");
  const legend = made("div", "ms-legend", el);
  const words = made("p", "ms-small", el);
  made("p", "ms-small", el, {
    textContent: `Point at a person to see whom they are joined with${model.get("opens") ? "; click for their story" : ""}. Scroll to zoom, drag to move, double-click to see all.`,
  });
  const more = made("details", "ms-small", el);
  made("summary", "", more, { textContent: "By key" });
  const keys = made("p", "", more, {
    textContent: `Arrows go from person to person, M along matches, Page Up and Page Down through all${model.get("opens") ? ", Enter opens the story" : ""}, Escape lets go; + and − zoom, 0 shows all.`,
    id: `ms-keys-${Math.random().toString(36).slice(2)}`,
  });
  area.setAttribute("aria-describedby", keys.id);
  const saves = made("div", "ms-save", el);
  for (const kind of ["SVG", "PNG"]) made("button", "", saves, { type: "button", textContent: kind });
  return { el, model, head, find, found, zooms, area, canvas, tip, live, legend, words, saves };
}

// Lines of names and words in the box about a person.
function say(tip, lines) {
  tip.replaceChildren();
  tip.hidden = !lines.length;
  for (const [name, words] of lines) {
    made("dt", "", tip, { textContent: name });
    made("dd", "", tip, { textContent: words });
  }
}

const SIGNS = {
  diamond: '<path d="M7 1l6 6l-6 6l-6-6z"',
  square: '<rect x="2" y="2" width="10" height="10"',
  ring: '<circle cx="7" cy="7" r="4.5" stroke-dasharray="2 1"',
  circle: '<circle cx="7" cy="7" r="5"',
};
const sign = (shape, colour) =>
  `<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">${SIGNS[shape]} fill="${colour}" stroke="currentColor"/></svg>`;
const stroke = (width, dash) =>
  `<svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true"><line x1="1" y1="5" x2="25" y2="5" stroke="currentColor" stroke-width="${width}" stroke-dasharray="${dash}"/></svg>`;

function tell(legend, data) {
  const { look } = data;
  const one = look.legend;
  legend.replaceChildren();
  const entry = (picture, words) => {
    const item = made("span", "", legend);
    item.innerHTML = picture;
    item.append(words);
  };
  if (one.words) made("span", "ms-of-colour", legend, { textContent: `Colour: ${one.words}` });
  if (one.kind === "sorts") {
    for (const [words, colour, count, shape] of one.items) if (count) entry(sign(shape || "circle", colour), `${words} (${count.toLocaleString("en")})`);
  } else {
    const bar = made("span", "ms-scale", legend);
    made("span", "", bar, { textContent: digits(one.low) });
    made("i", "", bar).style.background = `linear-gradient(to right, ${one.colours.join(", ")})`;
    made("span", "", bar, { textContent: digits(one.high) });
    if (data.values.some(Number.isNaN)) entry(sign("circle", one.none), "has none");
  }
  if (!one.shaped) for (const [shape, words] of [["diamond", "mentor"], ["circle", "mentee"]]) entry(sign(shape, "none"), words);
  const lineage = look.arrange === "lineage";
  entry(stroke(1, "") + stroke(3.2, ""), "match, thicker with trust");
  const crossed = '<svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true"><line x1="1" y1="5" x2="25" y2="5" stroke="currentColor" stroke-width="2" opacity=".35"/></svg>';
  entry(data.crossed ? crossed : stroke(2, "2 3"), lineage ? "match that has ended" : "the mentor recedes: help below ½");
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function listen(parts, { view, graph, under, focus, open, close, fit }) {
  const { area, canvas, find, found, zooms, saves, model } = parts;
  let down = null;
  const zoom = (by) => {
    view.moved = true;
    graph().zoom(graph().zoom() * by);
  };
  const by = { "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), 0: fit };
  [by["+"], by["-"], fit].forEach((act, k) => (zooms.children[k].onclick = () => graph() && act()));

  canvas.addEventListener("pointermove", (event) => {
    if (!graph() || event.pointerType === "touch" || event.buttons) return;
    focus(under(event), { told: false });
  });
  canvas.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && close());
  canvas.addEventListener("pointerdown", (event) => (down = [event.clientX, event.clientY]), { capture: true });
  canvas.addEventListener("pointermove", (event) => event.buttons && (view.moved = true));
  canvas.addEventListener("wheel", () => (view.moved = true), { passive: true, capture: true });
  canvas.addEventListener("pointerup", (event) => {
    if (!graph() || !down || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 6) return;
    const who = under(event);
    if (event.pointerType === "touch") focus(who);
    open(who);
  });
  canvas.addEventListener("dblclick", () => graph() && fit());

  area.addEventListener("keydown", (event) => {
    const { data } = view;
    if (!data?.n || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts(event.key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(waiting); // a search that was typed before comes too late
    act();
  });
  area.addEventListener("blur", close);

  function acts(key) {
    const { data } = view;
    const now = view.focus;
    const go = (i) => i >= 0 && focus(i, { seen: true });
    const first = view.chosen >= 0 ? view.chosen : 0;
    if (ARROWS[key]) return () => go(now < 0 ? first : toward(data, now, ...ARROWS[key]));
    if (key === "PageDown") return () => go(now < 0 ? first : (now + 1) % data.n);
    if (key === "PageUp") return () => go(now < 0 ? first : (now + data.n - 1) % data.n);
    if (key === "Home") return () => go(0);
    if (key === "End") return () => go(data.n - 1);
    if (key === "m" || key === "M") return () => go(along(data, now));
    if (key === "Enter") return () => open(now);
    if (key === "Escape") return close;
    return by[key];
  }

  // From a mentee to their mentor, from a mentor to their mentees, one after the other.
  let last = -1;
  function along(data, i) {
    if (i < 0) return -1;
    const near = [...data.mentors[i].map((k) => data.links[k + 1]), ...data.mentees[i].map((k) => data.links[k])];
    const from = near.indexOf(last);
    last = i;
    return near.length ? near[(from + 1) % near.length] : -1;
  }

  let waiting = 0;
  const look = () => {
    if (!view.data) return;
    const i = search(view.data, find.value);
    found.textContent = !find.value.trim() ? "" : i < 0 ? "Nobody here is called so." : nameOf(view.data, i);
    if (i < 0) return close();
    if (graph().zoom() < 1.6) graph().zoom(1.6);
    graph().centerAt(view.data.x[i], view.data.y[i]);
    view.moved = true;
    focus(i, { seen: true });
  };
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      clearTimeout(waiting);
      look();
      open(view.focus);
    } else if (event.key === "Escape") close();
  });

  for (const button of saves.children) {
    button.onclick = () => view.data && save(svgOf(view.data), button.textContent.toLowerCase(), model.get("name"));
  }
}

// Saves a picture. kind: svg or png, at twice the size.
function save(svg, kind, name) {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const give = (href) => Object.assign(document.createElement("a"), { href, download: `${name}.${kind}` }).click();
  if (kind === "svg") return give(url);
  const image = new Image();
  image.onload = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * image.width, height: 2 * image.height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    give(canvas.toDataURL("image/png"));
  };
  image.src = url;
}
