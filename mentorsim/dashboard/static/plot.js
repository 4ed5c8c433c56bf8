// Draws one figure with Plotly, which custom.js loads once for all figures. `fit` is that of mentorsim/figures/fit.js.
const CONFIG = { displaylogo: false, displayModeBar: false, scrollZoom: false };

function render({ model, el }) {
  const place = document.createElement("div");
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", model.get("label"));
  const buttons = document.createElement("div");
  buttons.className = "ms-save";
  el.classList.add("ms-plot");
  el.append(place, buttons);
  let clicks = 0;
  let waiting = Promise.resolve();
  let Plotly = null; // that has drawn here
  let width = 0; // for which it was laid out
  let soon;
  let gone = false; // the visitor went on to another page: nobody listens any more
  const leave = () => {
    gone = true;
  };

  async function draw() {
    const { data, layout } = JSON.parse(model.get("figure"));
    if (!data) return;
    const able = await window.mentorsimPlotly(data);
    await new Promise((go) => setTimeout(go)); // what was drawn before is seen meanwhile
    if (gone) return;
    const first = able !== Plotly;
    if (first) {
      Plotly?.purge(place);
      Plotly = able;
      width = place.offsetWidth;
    }
    place.setAttribute("aria-label", model.get("label"));
    for (const button of buttons.children) {
      button.setAttribute("aria-label", `Save as ${button.textContent}: ${model.get("label")}`);
    }
    await Plotly.react(place, data, layout, { ...CONFIG, scrollZoom: layout.meta?.zoom ?? false });
    if (first) {
      place.on("plotly_click", ({ points }) => {
        const point = points.find((one) => one.customdata !== undefined) ?? points[0];
        if (!point || gone) return;
        clicks += 1;
        const data = point.customdata ?? { x: point.x, y: point.y };
        model.set("picked", [ArrayBuffer.isView(data) ? Array.from(data) : data, clicks]);
        model.save_changes();
      });
    }
    if (gone) return;
    model.set("drawn", model.get("drawn") + 1);
    model.save_changes();
  }

  function refit() {
    if (gone || !place.data || !place.offsetWidth || place.offsetWidth === width) return;
    width = place.offsetWidth;
    fit(Plotly, [place]);
  }

  const after = (work) => {
    waiting = waiting.then(work, work);
  };
  const redraw = () => after(draw);
  for (const kind of ["svg", "png"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = kind.toUpperCase();
    button.onclick = () =>
      Plotly?.downloadImage(place, { format: kind, filename: model.get("name"), scale: kind === "png" ? 2 : 1 });
    buttons.append(button);
  }
  model.on("change:figure", redraw);
  model.on("destroy", leave);
  const sized = new ResizeObserver(() => {
    clearTimeout(soon);
    soon = setTimeout(() => after(refit), 150);
  });
  sized.observe(el);
  redraw();
  return () => {
    leave();
    sized.disconnect();
    model.off("change:figure", redraw);
    model.off("destroy", leave);
    Plotly?.purge(place);
  };
}

export default { render };
