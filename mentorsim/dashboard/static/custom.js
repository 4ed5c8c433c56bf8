// Runs before the page is drawn. Whoever has not chosen light or dark gets what the system prefers.
(() => {
  const key = ":solara:theme.variant";
  if (!localStorage.getItem(key)) localStorage.setItem(key, '"auto"');
  const app = document.getElementById("app");
  app.classList.toggle("theme--dark", inDarkMode());
  app.classList.toggle("theme--light", !inDarkMode());
})();

// Plotly starts with the first figure, after the page is there. Its small part starts in half the time and draws all but
// flows; where it was not fetched (assets.py), and for flows, there is the whole.
window.mentorsimPlotly = (() => {
  const small = "plotly-cartesian.min.js";
  const whole = "plotly.min.js";
  const loaded = {};
  const load = (name) =>
    (loaded[name] ??= new Promise((ready) => {
      const script = document.createElement("script");
      script.src = `${solara.rootPath}/static/assets/${name}`;
      script.onload = () => ready(window.Plotly);
      document.head.append(script);
    }));
  return async (data) => {
    const flows = data.some((trace) => trace.type === "sankey");
    return (!flows && (await load(small))) || load(whole);
  };
})();
