// Draws it: hulls, ties, people. Lines of matches are drawn by force-graph, by the styles that are made here.
const SIZES = [3.8, 3.8, 3.8, 4.2, 3.8, 3.8]; // by kind, in steps of zoom 1
const LEAST = 1.4; // px of a person, however far away
const MENTOR = 3;
const MEMBER = 4;
const GONE = 5;
const FADED = 0.13;

function colourOf(data, i) {
  const { legend } = data.look;
  const value = data.values[i];
  if (Number.isNaN(value)) return legend.none;
  if (legend.kind === "sorts") return legend.colours[value];
  const share = (value - legend.low) / (legend.high - legend.low);
  return legend.colours[Math.min(legend.colours.length - 1, Math.max(0, Math.floor(share * legend.colours.length)))];
}

const sizeOf = (data, i, scale) =>
  Math.max(SIZES[data.kinds[i]] + 0.3 * Math.min(6, data.mentees[i].length), LEAST / scale);

function shape(ctx, kind, x, y, r) {
  ctx.beginPath();
  if (kind === MENTOR) {
    ctx.moveTo(x, y - 1.2 * r);
    ctx.lineTo(x + 1.2 * r, y);
    ctx.lineTo(x, y + 1.2 * r);
    ctx.lineTo(x - 1.2 * r, y);
    ctx.closePath();
  } else if (kind === MEMBER) ctx.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
}

// view: {data, lit: Set of places or null, focus: place or −1, chosen: place or −1, marked: Uint8Array or null}
function paintPerson(view, i, ctx, scale) {
  const { data, lit, marked } = view;
  const kind = data.kinds[i];
  const r = sizeOf(data, i, scale);
  const faded = (lit && !lit.has(i)) || (!lit && marked && !marked[i]);
  ctx.globalAlpha = faded ? FADED : 1;
  shape(ctx, kind, data.x[i], data.y[i], r);
  ctx.fillStyle = kind === GONE ? data.look.paper : colourOf(data, i);
  ctx.fill();
  if (scale * r > 1.2 && !faded) {
    ctx.lineWidth = Math.min(1, 0.3 * scale * r) / scale;
    ctx.strokeStyle = scale * r > 2.6 ? data.look.ink : data.look.muted;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function paintBehind(view, ctx, scale) {
  const { data } = view;
  ctx.lineJoin = "round";
  ctx.fillStyle = ctx.strokeStyle = data.look.hull;
  ctx.lineWidth = 2 * SPACE;
  for (const one of data.hulls) {
    ctx.stroke(one.path);
    ctx.fill(one.path);
  }
  paintTies(view, ctx, scale);
}

function paintTies({ data, lit, focus, moving }, ctx, scale) {
  const { ties, look } = data;
  if (!ties.length || (data.heavy && moving && !lit) || (look.ties === "own" && focus < 0)) return;
  ctx.strokeStyle = look.muted;
  ctx.lineWidth = (lit ? 1 : 0.6) / scale;
  ctx.globalAlpha = lit ? 0.8 : Math.max(0.08, Math.min(0.4, 400 / ties.length));
  ctx.beginPath();
  for (let k = 0; k < ties.length; k += 3) {
    const [one, two] = [ties[k], ties[k + 1]];
    if (focus >= 0 && one !== focus && two !== focus) continue;
    ctx.moveTo(data.x[one], data.y[one]);
    ctx.lineTo(data.x[two], data.y[two]);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function paintBefore(view, ctx, scale) {
  const { data, lit, focus, chosen } = view;
  ctx.textAlign = "center";
  for (const one of data.hulls) {
    write(ctx, unitOf(data, one.unit), one.top[0], one.top[1] - 1.5 * SPACE, 12 / scale, data.look.muted, data.look.paper);
  }
  for (const [i, width] of [[chosen, 2.5], [focus, 2.5]]) {
    if (i < 0) continue;
    shape(ctx, data.kinds[i], data.x[i], data.y[i], sizeOf(data, i, scale) + 3.5 / scale);
    ctx.lineWidth = width / scale;
    ctx.strokeStyle = data.look.accent;
    ctx.stroke();
  }
  const named = lit && lit.size <= 24 ? lit : scale > 4.5 && !lit ? inSight(view, ctx, scale) : [];
  for (const i of named) {
    const away = focus >= 0 && data.x[i] < data.x[focus] ? -1 : 1;
    const r = away * (sizeOf(data, i, scale) + (i === focus ? 7 : 4) / scale);
    ctx.textAlign = away < 0 ? "right" : "left";
    write(ctx, nameOf(data, i), data.x[i] + r, data.y[i] + 4 / scale, (i === focus ? 13 : 11) / scale, data.look.ink, data.look.paper);
  }
}

function* inSight({ data }, ctx, scale) {
  const at = ctx.getTransform().invertSelf();
  const [low, high] = [at.transformPoint({ x: 0, y: 0 }), at.transformPoint({ x: ctx.canvas.width, y: ctx.canvas.height })];
  for (let i = 0; i < data.n; i++) {
    if (data.x[i] > low.x && data.x[i] < high.x && data.y[i] > low.y && data.y[i] < high.y) yield i;
  }
}

function write(ctx, words, x, y, size, colour, paper) {
  ctx.font = `${size}px system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif`;
  ctx.lineWidth = size / 3.5;
  ctx.lineJoin = "round";
  ctx.strokeStyle = paper;
  ctx.strokeText(words, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(words, x, y);
}

// Lines of matches: thicker with trust, pale and dotted where the mentor recedes.
function lineOf(data, k) {
  const level = Math.min(LEVELS - 1, Math.floor(LEVELS * data.links[k + 2]));
  const help = data.links[k + 3];
  const aside = help < 0; // of a lineage: not with the first mentor
  const receding = aside ? help < -1 : help < LITTLE;
  return { level, receding, aside, width: 1.1 + 1.2 * level, dash: receding && !data.crossed ? DOTTED : null };
}
// Many long lines are left out while the picture moves, and round about somebody who is pointed at.
function isDrawn(view, line) {
  if (!view.data.heavy || !view.data.crossed) return true;
  return view.lit ? isOf(view, line) : !view.moving;
}

const DOTTED = [1.7, 1.7];

const isOf = ({ data, focus }, line) => data.links[line.k] === focus || data.links[line.k + 1] === focus;
const widthOf = (view, line) => line.width + (view.lit && isOf(view, line) ? 1 : 0);

function inkOf(view, line) {
  const { data, lit, marked } = view;
  const { links, look } = data;
  const out = lit ? !isOf(view, line) : marked && !(marked[links[line.k]] && marked[links[line.k + 1]]);
  const strength = out ? 0.07 : (line.receding ? (data.crossed ? 0.25 : 0.6) : 0.8) * (lit ? 1 : line.aside ? 0.2 : data.crossed ? data.faint : 1);
  return look.ink + Math.round(255 * strength).toString(16).padStart(2, "0");
}

// --- the same as SVG ------------------------------------------------------------------------------------------------

function svgOf(data) {
  const pad = 4 * SPACE;
  const [left, top] = [least(data.x) - pad, least(data.y) - pad];
  const [wide, high] = [most(data.x) + pad - left, most(data.y) + pad - top];
  const { look } = data;
  const text = (words) => String(words).replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${wide} ${high}" width="${Math.round(wide)}" height="${Math.round(high)}" font-family="system-ui, Arial, sans-serif">`,
    `<rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${look.paper}"/>`,
  ];
  const round = (value) => value.toFixed(1);
  for (const one of data.hulls) {
    const points = one.corners.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
    out.push(`<polygon points="${points}" fill="${look.hull}" stroke="${look.hull}" stroke-width="${2 * SPACE}" stroke-linejoin="round"/>`);
    out.push(`<text x="${round(one.top[0])}" y="${round(one.top[1] - 1.5 * SPACE)}" text-anchor="middle" font-size="12" fill="${look.muted}">${text(unitOf(data, one.unit))}</text>`);
  }
  const between = (a, b, more) => out.push(`<line x1="${round(data.x[a])}" y1="${round(data.y[a])}" x2="${round(data.x[b])}" y2="${round(data.y[b])}" ${more}/>`);
  if (look.ties !== "own") for (let k = 0; k < data.ties.length; k += 3) between(data.ties[k], data.ties[k + 1], `stroke="${look.muted}" stroke-width=".6" opacity=".25"`);
  for (let k = 0; k < data.links.length; k += 4) {
    const { width, receding, aside } = lineOf(data, k);
    between(data.links[k], data.links[k + 1], `stroke="${look.ink}" stroke-width="${width}" opacity="${aside ? 0.15 : receding ? (data.crossed ? 0.2 : 0.6) : 0.8}"${receding && !data.crossed ? ` stroke-dasharray="${DOTTED.join(" ")}"` : ""}`);
  }
  for (let i = 0; i < data.n; i++) {
    const [x, y, r] = [data.x[i], data.y[i], sizeOf(data, i, 1)];
    const more = `fill="${data.kinds[i] === GONE ? look.paper : colourOf(data, i)}" stroke="${look.ink}"><title>${text(nameOf(data, i))}</title>`;
    const d = 1.2 * r;
    if (data.kinds[i] === MENTOR) out.push(`<path d="M${round(x)} ${round(y - d)}l${round(d)} ${round(d)}l${round(-d)} ${round(d)}l${round(-d)} ${round(-d)}z" ${more}</path>`);
    else if (data.kinds[i] === MEMBER) out.push(`<rect x="${round(x - 0.9 * r)}" y="${round(y - 0.9 * r)}" width="${round(1.8 * r)}" height="${round(1.8 * r)}" ${more}</rect>`);
    else out.push(`<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" ${more}</circle>`);
  }
  return [...out, "</svg>"].join("\n");
}
