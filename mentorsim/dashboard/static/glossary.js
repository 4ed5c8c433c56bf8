// Terms of the glossary, wherever they stand: an element with `data-words` gets that text, with its terms marked. What a
// term means is told on hover, focus and tap; Escape closes it. In each part of a page a term is marked once.
window.mentorsimTerms = (() => {
  const PARTS = ".ms-card, .ms-side, .ms-facts, .ms-header, dialog, .ms-main";
  const LABELLED = "label, summary";
  const terms = new Map(); // {a form in small letters: term}
  let pattern = null;
  let tip = null;
  let shown = null; // the marked word whose meaning is told
  let closing = 0;

  function learn(given) {
    if (terms.size) return;
    for (const term of given) for (const form of term.forms) terms.set(form.toLowerCase(), term);
    const forms = [...terms.keys()].sort((one, other) => other.length - one.length);
    const escaped = forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
    document.querySelectorAll("[data-words]").forEach(write);
  }

  function write(element) {
    const text = element.dataset.words;
    let place = element.querySelector(":scope > .ms-words");
    if (text === undefined) {
      place?.remove();
      return;
    }
    if (place?.said === text && place.learnt === Boolean(pattern)) return;
    if (!place) {
      place = document.createElement("span");
      place.className = "ms-words";
      element.prepend(place);
    }
    place.said = text;
    place.learnt = Boolean(pattern);
    place.replaceChildren();
    let at = 0;
    const part = element.closest(PARTS);
    for (const found of pattern ? text.matchAll(pattern) : []) {
      const term = terms.get(found[0].toLowerCase());
      if (part?.querySelector(`.ms-term[data-term="${term.key}"]`)) continue;
      place.append(text.slice(at, found.index), marked(term, found[0]));
      at = found.index + found[0].length;
    }
    place.append(text.slice(at));
  }

  function marked(term, word) {
    const mark = document.createElement("abbr");
    mark.className = "ms-term";
    mark.dataset.term = term.key;
    mark.tabIndex = 0;
    mark.textContent = word;
    return mark;
  }

  function tell(mark) {
    clearTimeout(closing);
    if (mark === shown) return;
    hide();
    const term = terms.get(mark.textContent.toLowerCase());
    if (!term) return;
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "ms-meaning";
      tip.className = "ms-meaning";
      tip.setAttribute("role", "tooltip");
      tip.addEventListener("mouseenter", () => clearTimeout(closing));
      tip.addEventListener("mouseleave", later);
    }
    tip.replaceChildren(line("strong", term.name), line("span", term.meaning), line("small", term.source));
    (mark.closest("dialog") ?? document.querySelector(".ms") ?? document.body).append(tip);
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const [wide, high] = [document.documentElement.clientWidth, window.innerHeight];
    tip.style.left = `${Math.max(8, Math.min(box.left, wide - tip.offsetWidth - 8))}px`;
    tip.style.top = `${box.bottom + 6 + tip.offsetHeight > high ? Math.max(8, box.top - 6 - tip.offsetHeight) : box.bottom + 6}px`;
    mark.setAttribute("aria-describedby", tip.id);
    shown = mark;
  }

  function line(tag, text) {
    const found = document.createElement(tag);
    found.textContent = text;
    return found;
  }

  function hide() {
    clearTimeout(closing);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    if (tip) tip.hidden = true;
  }

  const later = () => {
    clearTimeout(closing);
    closing = setTimeout(hide, 250);
  };
  const mark = (event) => event.target.closest?.(".ms-term");

  document.addEventListener("mouseover", (event) => mark(event) && tell(mark(event)));
  document.addEventListener("mouseout", (event) => mark(event) && document.activeElement !== mark(event) && later());
  document.addEventListener("focusin", (event) => (mark(event) ? tell(mark(event)) : hide()));
  document.addEventListener("click", (event) => {
    if (!mark(event)) {
      if (!event.target.closest?.(".ms-meaning")) hide();
      return;
    }
    if (mark(event).closest(LABELLED)) event.preventDefault(); // the word is asked about, not what it labels
    tell(mark(event));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    hide();
    event.stopPropagation();
    event.preventDefault(); // the dialog that a word stands in stays open
  }, true);
  window.addEventListener("scroll", () => shown && hide(), { capture: true, passive: true });

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") {
        write(change.target);
        continue;
      }
      for (const node of change.addedNodes) {
        if (!(node instanceof HTMLElement)) continue;
        if (node.dataset.words !== undefined) write(node);
        node.querySelectorAll("[data-words]").forEach(write);
      }
    }
    if (shown && !shown.isConnected) hide();
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-words"] });

  return { learn };
})();
