// Runs before the page is drawn. Whoever has not chosen light or dark gets what the system prefers.
(() => {
  const key = ":solara:theme.variant";
  if (!localStorage.getItem(key)) localStorage.setItem(key, '"auto"');
  const app = document.getElementById("app");
  app.classList.toggle("theme--dark", inDarkMode());
  app.classList.toggle("theme--light", !inDarkMode());
})();

// The button of light and dark has a sign only; it gets a name.
new MutationObserver(() => {
  for (const button of document.querySelectorAll(".ms-theme button:not([aria-label])")) {
    button.setAttribute("aria-label", "Light, dark, or as the system has it");
  }
}).observe(document.documentElement, { childList: true, subtree: true });

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

// One notice while the server does not answer. Once it does, the page goes on where it was if the server still knows it,
// and is loaded again from its address if not (a server that was started again, a visitor who was away for long).
(() => {
  const LOOK = 500; // ms between two looks
  const PATIENCE = 3000; // ms that a server that answers again has for going on by itself
  let notice = null;
  let answers = 0; // since when, while the connection is lost
  const isLost = () => {
    const state = window.app?.$data;
    return Boolean(state?.wasConnected && state.connectionStatus !== "connected");
  };
  const say = () => {
    notice = document.createElement("div");
    notice.className = "ms-lost";
    notice.setAttribute("role", "alert");
    notice.textContent =
      "The connection to the server is lost. What you chose is kept in the address; this page comes back by itself as soon as the server answers.";
    document.body.append(notice);
  };
  const answered = () =>
    fetch(`${solara.rootPath}/readyz`, { cache: "no-store" }).then(
      (answer) => answer.ok,
      () => false,
    );
  const look = async () => {
    if (!isLost()) {
      notice?.remove();
      notice = null;
      answers = 0;
      return;
    }
    if (!notice) say();
    if (!(await answered())) answers = 0;
    else if (!answers) answers = Date.now();
    else if (Date.now() - answers > PATIENCE) location.reload();
  };
  const next = () => look().finally(() => setTimeout(next, LOOK));
  next();
})();
