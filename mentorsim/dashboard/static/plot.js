// Draws one figure with Plotly, which custom.js loads once for all figures.
const plotly = () => window.mentorsimPlotly;

const CONFIG = { responsive: true, displaylogo: false, displayModeBar: false, scrollZoom: false };

function render({ model, el }) {
  const place = document.createElement("div");
  place.setAttribute("role", "img");
  place.style.width = "100%";
  el.append(place);
  let clicks = 0;
  let waiting = Promise.resolve();
  let listening = false;

  async function draw() {
    const Plotly = await plotly();
    const { data, layout } = JSON.parse(model.get("figure"));
    if (!data) return;
    place.setAttribute("aria-label", model.get("label"));
    await Plotly.react(place, data, layout, { ...CONFIG, scrollZoom: layout.meta?.zoom ?? false });
    if (!listening) {
      listening = true;
      place.on("plotly_click", ({ points }) => {
        const point = points.find((one) => one.customdata !== undefined) ?? points[0];
        if (!point) return;
        clicks += 1;
        const data = point.customdata ?? { x: point.x, y: point.y };
        model.set("picked", [ArrayBuffer.isView(data) ? Array.from(data) : data, clicks]);
        model.save_changes();
      });
    }
    model.set("drawn", model.get("drawn") + 1);
    model.save_changes();
  }

  const redraw = () => {
    waiting = waiting.then(draw, draw);
  };
  const save = async () => {
    const [kind] = model.get("save");
    const Plotly = await plotly();
    if (kind) Plotly.downloadImage(place, { format: kind, filename: model.get("name"), scale: kind === "png" ? 2 : 1 });
  };
  model.on("change:figure", redraw);
  model.on("change:save", save);
  const sized = new ResizeObserver(() => window.Plotly && place.data && window.Plotly.Plots.resize(place));
  sized.observe(el);
  redraw();
  return () => {
    sized.disconnect();
    model.off("change:figure", redraw);
    model.off("change:save", save);
    window.Plotly?.purge(place);
  };
}

export default { render };
