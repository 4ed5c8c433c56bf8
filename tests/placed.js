// What stands wrongly in a drawn figure: a list of sentences. For `page.evaluate`, with the element of the figure.
(figure) => {
  const box = (element) => element.getBoundingClientRect();
  const across = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const covers = (a, b) => across(a, b) > 2 && down(a, b) > 3;
  const turned = (text) => /rotate\((?!0,)/.test(text.getAttribute("transform"));
  const wrong = [];
  const all = box(figure.querySelector(".main-svg"));
  const texts = [...figure.querySelectorAll("text")].filter((text) => text.textContent.trim() && box(text).width > 0);
  for (const text of texts) {
    const own = box(text);
    const out = Math.max(all.left - own.left, own.right - all.right, all.top - own.top, own.bottom - all.bottom);
    if (out > 1) wrong.push(`"${text.textContent}" is cut off by ${out.toFixed(0)} px`);
    if (parseFloat(getComputedStyle(text).fontSize) < 8) wrong.push(`"${text.textContent}" is too small to read`);
  }
  const upright = texts.filter((text) => !turned(text));
  for (const [place, text] of upright.entries())
    for (const other of upright.slice(place + 1))
      if (covers(box(text), box(other))) wrong.push(`"${text.textContent}" covers "${other.textContent}"`);
  const drawn = [...figure.querySelectorAll(".nsewdrag")].map(box);
  if (drawn.length) {
    const plot = { width: drawn[0].width, height: drawn.reduce((sum, one) => sum + one.height, 0) };
    if (plot.width < 0.4 * all.width) wrong.push(`the plot is ${plot.width.toFixed(0)} px wide`);
    if (plot.height < 120) wrong.push(`the plot is ${plot.height.toFixed(0)} px high`);
    for (const around of figure.querySelectorAll(".legend .bg, .g-xtitle text, .g-ytitle text, .xtick text, .ytick text"))
      if (covers(box(around), plot)) wrong.push(`"${around.textContent || "the legend"}" lies over the plot`);
  }
  return wrong;
}
