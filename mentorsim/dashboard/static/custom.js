// Runs before the page is drawn. Whoever has not chosen light or dark gets what the system prefers.
(() => {
  const key = ":solara:theme.variant";
  if (!localStorage.getItem(key)) localStorage.setItem(key, '"auto"');
  const app = document.getElementById("app");
  app.classList.toggle("theme--dark", inDarkMode());
  app.classList.toggle("theme--light", !inDarkMode());
})();

// Plotly is loaded once, while the server makes the page. Its script would hand itself to requirejs, so `define` is
// hidden from it.
window.mentorsimPlotly = fetch(`${solara.rootPath}/static/assets/plotly.min.js`)
  .then((answer) => answer.text())
  .then((script) => {
    new Function("define", "module", "exports", script).call(window);
    return window.Plotly;
  });
