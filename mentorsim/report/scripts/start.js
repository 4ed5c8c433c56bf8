// All of it together.

function goTo(id) {
  const heading = byId(id)?.querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  byId(id)?.scrollIntoView();
}

function draw() {
  showChoices();
  drawCompare();
  drawMaps();
  return drawPlay();
}

function restyle() { // the colours of the arms for the style sheet
  const [a, b] = theme().arms;
  document.documentElement.style.setProperty("--a", a);
  document.documentElement.style.setProperty("--b", b);
}

async function begin() {
  if (!("DecompressionStream" in window)) {
    for (const view of VIEWS) replaceIn(byId(`${view}-view`) ?? element("div"), element("p", { class: "note" },
      "This browser is too old for this page: it takes one of 2023 or later."));
    return;
  }
  for (const outcome of DATA.outcomes) outcome.runs = await valuesOf(outcome);
  if (DATA.resamples) resamples = { n: DATA.resamples.n, counts: await inflated(DATA.resamples.counts) };
  if (DATA.arms.length && DATA.outcomes.length) {
    buildPlay();
    buildCompare();
    buildMaps();
    follow(location.hash);
    restyle();
    await draw();
    if (state.view) goTo(state.view);
    addEventListener("hashchange", () => {
      if (!location.hash.includes("=")) return; // a link to a section
      pause();
      follow(location.hash);
      draw();
    });
    darkness.addEventListener("change", () => {
      restyle();
      draw();
    });
  }
  document.body.dataset.ready = "yes";
}

window.mentorsim = { // for a console, and for tests
  data: DATA,
  state,
  compared,
  course: () => shown,
  arithmetic: { number, withEnds, estimate, digitsFor, student, meanInterval, pairedInterval },
  ready: begin(),
};
