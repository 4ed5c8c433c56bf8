// The network as it came: arrays by person, who is joined to whom, names, words.
const SPACE = 10; // px of a step in the picture at zoom 1
const LITTLE = 0.5; // help below which a mentor recedes
const MOST_LINES = 300; // long ones, up to which they are drawn while the picture moves
const LEVELS = 3; // thicknesses of lines, by trust

const bytes = (view, Kind) => {
  const found = view?.buffer ? view : new DataView(new ArrayBuffer(0));
  return new Kind(found.buffer.slice(found.byteOffset, found.byteOffset + found.byteLength));
};

// Arrays of one week. joined: for each person the places of those they are matched or, if sent, tied with.
function read(model) {
  const keys = bytes(model.get("persons"), Int32Array);
  const places = bytes(model.get("places"), Float32Array);
  const values = bytes(model.get("values"), Float32Array);
  const kinds = bytes(model.get("kinds"), Uint8Array);
  const homes = bytes(model.get("homes"), Int32Array);
  const links = bytes(model.get("links"), Float32Array);
  const ties = bytes(model.get("ties"), Float32Array);
  const look = JSON.parse(model.get("look"));
  const n = keys.length;
  const whole = [kinds, homes, values].every((part) => part.length === n) && places.length === 2 * n;
  if (!look.legend || !whole || [...ends(links, 4), ...ends(ties, 3)].some((at) => at >= n)) return null;
  const data = { n, keys, values, kinds, homes, links, ties, look, names: JSON.parse(model.get("names")) };
  data.x = new Float32Array(n);
  data.y = new Float32Array(n);
  for (let i = 0; i < n; i++) [data.x[i], data.y[i]] = [SPACE * places[2 * i], SPACE * places[2 * i + 1]];
  data.at = new Map(Array.from(keys, (key, i) => [key, i]));
  data.mentors = Array.from({ length: n }, () => []);
  data.mentees = Array.from({ length: n }, () => []);
  for (let k = 0; k < links.length; k += 4) {
    data.mentors[links[k]].push(k);
    data.mentees[links[k + 1]].push(k);
  }
  data.hulls = hulls(data);
  data.crossed = look.arrange === "units"; // lines lie across the picture
  data.faint = Math.max(0.25, Math.min(0.7, 480 / links.length)); // of such lines, the fewer the stronger
  data.heavy = (data.crossed ? links.length / 4 : 0) + ties.length / 3 > MOST_LINES;
  return data;
}

function* ends(rows, wide) {
  for (let k = 0; k < rows.length; k += wide) yield* [rows[k], rows[k + 1]];
}

// Everybody whom person i is joined with, and i.
function circle(data, i) {
  const found = new Set([i]);
  for (const k of data.mentors[i]) found.add(data.links[k + 1]);
  for (const k of data.mentees[i]) found.add(data.links[k]);
  for (let k = 0; k < data.ties.length; k += 3) {
    if (data.ties[k] === i) found.add(data.ties[k + 1]);
    if (data.ties[k + 1] === i) found.add(data.ties[k]);
  }
  return found;
}

// --- hulls ----------------------------------------------------------------------------------------------------------

// [{unit, path, top: [x, y]}]: the convex hull of each unit's people.
function hulls(data) {
  const groups = new Map();
  for (let i = 0; i < data.n; i++) {
    if (data.homes[i] < 0) continue;
    if (!groups.has(data.homes[i])) groups.set(data.homes[i], []);
    groups.get(data.homes[i]).push([data.x[i], data.y[i]]);
  }
  return [...groups].map(([unit, points]) => {
    const corners = hull(points);
    const path = new Path2D();
    corners.forEach(([x, y], k) => (k ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
    const ys = points.map((point) => point[1]);
    const xs = points.map((point) => point[0]);
    return { unit, corners, path, top: [(least(xs) + most(xs)) / 2, least(ys)] };
  });
}

const least = (row) => row.reduce((a, b) => Math.min(a, b), Infinity);
const most = (row) => row.reduce((a, b) => Math.max(a, b), -Infinity);

function hull(points) {
  const sorted = points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (row) => {
    const out = [];
    for (const p of row) {
      while (out.length > 1 && turn(out.at(-2), out.at(-1), p) <= 0) out.pop();
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}

const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

// --- words ----------------------------------------------------------------------------------------------------------

function nameOf(data, i) {
  const key = data.keys[i];
  const { called, shift } = data.look;
  return data.names[key] ?? `${called[key >> shift]} ${key & ((1 << shift) - 1)}`;
}

const unitOf = (data, unit) => data.look.units[unit] ?? `unit ${unit}`;
const digits = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(2));

// Lines about a person: who, and their mentors and mentees.
function about(data, i) {
  const { look } = data;
  const kind = look.kinds[data.kinds[i]];
  const lines = [[nameOf(data, i), kind === "mentor" || kind === "member" || kind === "has left" ? kind : `mentee, ${kind}`]];
  if (look.legend.kind === "scale" && !Number.isNaN(data.values[i])) lines.push([look.colour, digits(data.values[i])]);
  if (look.legend.kind === "sorts" && !look.legend.shaped) lines.push([look.colour, look.legend.items[data.values[i]]?.[0] ?? ""]);
  const lineage = look.arrange === "lineage";
  const said = (k) =>
    lineage ? (Math.abs(data.links[k + 3]) === 1 ? "now" : "before") : `trust ${digits(data.links[k + 2])}, help ${digits(data.links[k + 3])}`;
  for (const k of data.mentors[i]) lines.push([lineage ? "mentored by" : "mentor", `${nameOf(data, data.links[k + 1])} (${said(k)})`]);
  for (const k of data.mentees[i].slice(0, 6)) lines.push([lineage ? "mentored" : "mentee", `${nameOf(data, data.links[k])} (${said(k)})`]);
  if (data.mentees[i].length > 6) lines.push(["", `and ${data.mentees[i].length - 6} more`]);
  return lines;
}

// The place of whom a text means: their name, their number, or the beginning of the name; −1 for nobody.
function search(data, text) {
  const wanted = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (!wanted) return -1;
  let begins = -1;
  let within = -1;
  for (let i = 0; i < data.n; i++) {
    const name = nameOf(data, i).toLowerCase();
    if (name === wanted || String(data.keys[i]) === wanted) return i;
    if (begins < 0 && name.startsWith(wanted)) begins = i;
    if (within < 0 && name.includes(wanted)) within = i;
  }
  return begins < 0 ? within : begins;
}

// The nearest person in a direction (dx, dy) from person i, −1 if there is none.
function toward(data, i, dx, dy) {
  let found = -1;
  let best = Infinity;
  for (let j = 0; j < data.n; j++) {
    const along = (data.x[j] - data.x[i]) * dx + (data.y[j] - data.y[i]) * dy;
    const aside = Math.abs((data.x[j] - data.x[i]) * dy - (data.y[j] - data.y[i]) * dx);
    if (along <= 0.5 || aside > 1.2 * along) continue;
    const far = along + 1.5 * aside;
    if (far < best) [best, found] = [far, j];
  }
  return found;
}
