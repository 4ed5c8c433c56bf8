// The network on the page: what is drawn, pointed at, found and told. force-graph paints it, and moves and zooms it.
const SETTLES = 160; // ms without movement
const LABEL = 26; // px above the topmost hull, for its name
let loading = null; // force-graph, once for the page

// Its file is made for requirejs too, which is on the page and would keep it; so it is given a module of its own.
const load = () =>
  (loading ??= fetch(`${solara.rootPath}/static/assets/force-graph.min.js`)
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
    .then((text) => {
      const module = { exports: {} };
      new Function("module", "exports", "define", text)(module, module.exports, undefined);
      if (typeof module.exports !== "function") throw new Error("force-graph: not what was expected");
      return module.exports;
    }));

function render({ model, el }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const parts = build(el, model);
  const view = { data: null, lit: null, focus: -1, chosen: -1, marked: null, moving: false, nodes: new Map(), moved: false, of: "" };
  let graph = null;
  let gone = false;
  let settling = 0;

  const redraw = () => graph?.nodeRelSize(graph.nodeRelSize() === 4 ? 4.001 : 4);
  const relight = () => {
    view.lit = view.focus >= 0 ? circle(view.data, view.focus) : null;
    if (graph) graph.linkColor((line) => inkOf(view, line));
    redraw();
  };

  function focus(i, { told = true, seen = false, by = "pointer" } = {}) {
    if (!view.data || i === view.focus) return;
    view.focus = i;
    relight();
    if (seen && i >= 0) bring(i);
    const lines = i >= 0 ? about(view.data, i) : [];
    if (told) parts.live.textContent = lines.map((line) => line.join(": ")).join("; ");
    el.dataset.focus = i >= 0 ? nameOf(view.data, i) : "";
    say(parts.tip, lines);
    if (i >= 0) place(i);
    if (by !== "table") document.dispatchEvent(new CustomEvent("ms-person", { detail: { key: i >= 0 ? view.data.keys[i] : 0, from: "network", who: el } }));
  }

  // The box about a person stands beside them, where there is room.
  function place(i) {
    const { x, y } = graph.graph2ScreenCoords(view.data.x[i], view.data.y[i]);
    const [wide, high] = [parts.canvas.clientWidth, parts.canvas.clientHeight];
    const [w, h] = [parts.tip.offsetWidth, parts.tip.offsetHeight];
    parts.tip.style.left = `${Math.max(0, x + 18 + w > wide ? x - 18 - w : x + 18)}px`;
    parts.tip.style.top = `${Math.max(0, Math.min(high - h, y + 14))}px`;
  }

  function bring(i) {
    const { x, y } = graph.graph2ScreenCoords(view.data.x[i], view.data.y[i]);
    const [wide, high] = [parts.canvas.clientWidth, parts.canvas.clientHeight];
    if (x > 30 && y > 30 && x < wide - 30 && y < high - 30) return;
    graph.centerAt(view.data.x[i], view.data.y[i]);
    view.moved = true;
  }

  const open = (i) => {
    if (i < 0) return;
    model.set("picked", [view.data.keys[i], (model.get("picked")[1] ?? 0) + 1]);
    model.save_changes();
  };
  const close = () => focus(-1);
  const fit = () => {
    const { x, y, n } = view.data;
    view.moved = false;
    if (!n) return;
    const [left, right, top, bottom] = [least(x), most(x), least(y), most(y)];
    const [wide, high] = [parts.canvas.clientWidth, parts.canvas.clientHeight];
    const around = 3 * SPACE; // hulls reach beyond their people
    const zoom = Math.min(wide / (right - left + around), (high - LABEL) / (bottom - top + around), 3);
    graph.zoom(zoom).centerAt((left + right) / 2, (top + bottom - LABEL / zoom) / 2);
  };

  function under(event) {
    const box = parts.canvas.getBoundingClientRect();
    const { x, y } = graph.screen2GraphCoords(event.clientX - box.left, event.clientY - box.top);
    const { data } = view;
    const reach = Math.max(5, 9 / graph.zoom()) ** 2;
    let [best, found] = [reach, -1];
    for (let i = 0; i < data.n; i++) {
      const far = (data.x[i] - x) ** 2 + (data.y[i] - y) ** 2;
      if (far < best) [best, found] = [far, i];
    }
    return found;
  }

  async function update() {
    const data = read(model);
    if (!data) return;
    const Graph = await load().catch(() => null);
    if (gone) return;
    if (!Graph) {
      model.set("unable", true);
      model.save_changes();
      return;
    }
    const key = view.focus >= 0 ? view.data.keys[view.focus] : null;
    view.data = data;
    view.chosen = data.at.get(model.get("chosen")) ?? -1;
    view.marked = model.get("marks")?.byteLength === data.n ? bytes(model.get("marks"), Uint8Array) : null;
    graph ??= begin(Graph);
    const nodes = Array.from(data.keys, (id, i) => {
      const node = view.nodes.get(id) ?? { id };
      return Object.assign(node, { i, x: data.x[i], y: data.y[i], fx: data.x[i], fy: data.y[i] });
    });
    view.nodes = new Map(nodes.map((node) => [node.id, node]));
    const links = [];
    for (let k = 0; k < data.links.length; k += 4) {
      links.push({ k, source: nodes[data.links[k]], target: nodes[data.links[k + 1]], ...lineOf(data, k) });
    }
    graph.graphData({ nodes, links });
    parts.area.setAttribute("aria-label", model.get("label"));
    for (const button of parts.saves.children) button.setAttribute("aria-label", `Save as ${button.textContent}: ${model.get("label")}`);
    parts.words.textContent = data.look.words;
    tell(parts.legend, data);
    view.focus = -1;
    relight();
    if (key !== null && data.at.has(key)) focus(data.at.get(key), { told: false });
    else if (key !== null) close();
    if (view.of !== model.get("of")) view.moved = false;
    view.of = model.get("of");
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (gone) return;
        if (!view.moved) fit();
        el.dataset.week = model.get("label");
        model.set("drawn", model.get("drawn") + 1);
        model.save_changes();
      }),
    );
  }

  function begin(Graph) {
    const one = new Graph(parts.canvas)
      .width(parts.canvas.clientWidth)
      .height(parts.canvas.clientHeight)
      .cooldownTicks(0)
      .enablePointerInteraction(false)
      .enableNodeDrag(false)
      .minZoom(0.05)
      .maxZoom(20)
      .nodeCanvasObject((node, ctx, scale) => paintPerson(view, node.i, ctx, scale))
      .linkWidth((line) => widthOf(view, line))
      .linkLineDash((line) => line.dash)
      .linkColor((line) => inkOf(view, line))
      .onRenderFramePre((ctx, scale) => view.data && paintBehind(view, ctx, scale))
      .onRenderFramePost((ctx, scale) => view.data && paintBefore(view, ctx, scale))
      .linkVisibility((line) => isDrawn(view, line))
      .onZoom(() => {
        if (view.focus >= 0) place(view.focus);
        clearTimeout(settling);
        view.moving = true;
        settling = setTimeout(() => {
          view.moving = false;
          if (view.data.heavy) redraw();
        }, SETTLES);
      });
    parts.area.__network = { graph: one, view }; // for whoever measures it
    return one;
  }

  const changed = () => update();
  const chose = () => {
    if (!view.data) return;
    view.chosen = view.data.at.get(model.get("chosen")) ?? -1;
    view.marked = model.get("marks")?.byteLength === view.data.n ? bytes(model.get("marks"), Uint8Array) : null;
    relight();
  };
  const pointed = ({ detail }) => {
    const elsewhere = detail.from === "table" || (detail.from === "network" && detail.who !== el); // of two networks
    if (elsewhere && view.data) focus(view.data.at.get(detail.key) ?? -1, { told: false, seen: true, by: "table" });
  };
  const leave = () => {
    gone = true;
    document.removeEventListener("ms-person", pointed);
    sized.disconnect();
    graph?._destructor();
  };
  const sized = new ResizeObserver(() => {
    if (!graph || !parts.canvas.clientWidth) return;
    graph.width(parts.canvas.clientWidth).height(parts.canvas.clientHeight);
    if (!view.moved) fit();
  });
  sized.observe(parts.canvas);
  document.addEventListener("ms-person", pointed);
  listen(parts, { view, graph: () => graph, under, focus, open, close, fit, still });
  model.on("change:stamp", changed);
  model.on("change:chosen", chose);
  model.on("change:marks", chose);
  changed();
  return () => {
    leave();
    model.off("change:stamp", changed);
    model.off("change:chosen", chose);
    model.off("change:marks", chose);
  };
}

export default { render };
