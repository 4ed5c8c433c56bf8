// Lays drawn figures out for the width that their places have now.
function fit(Plotly, plots, change = { autosize: true }) {
  plots.forEach((plot) => Plotly.relayout(plot, change));
  // and then again: at first Plotly places a legend by the margins, and so the lines of names, that it had before
  plots.forEach((plot) => Plotly.relayout(plot, { "legend.x": plot.layout.legend?.x ?? 0 }));
}

// Does so whenever the window has another size, once that has come to rest.
function fitTheWindow(Plotly, plots) {
  let soon;
  addEventListener("resize", () => {
    clearTimeout(soon);
    soon = setTimeout(() => fit(Plotly, plots), 150);
  });
}
