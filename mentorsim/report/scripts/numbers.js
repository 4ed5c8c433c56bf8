// Numbers as people read them: the rules of mentorsim.printing.

const MINUS = "−", MISSING = "–", FINEST = 12, LARGEST = 1e15;

function fixed(value, digits) { // as Python rounds: of two equally near the even one
  const size = Math.abs(value);
  let text = size.toFixed(digits);
  const exact = size.toFixed(Math.min(100, digits + 60)), tail = exact.slice(exact.length - Math.min(60, 100 - digits));
  if (/^50*$/.test(tail)) {
    const below = digits ? exact.slice(0, exact.length - tail.length) : exact.split(".")[0];
    if (Number(below.at(-1)) % 2 === 0) text = below;
  }
  const [whole, rest] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
}

const bySize = (value) => (Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);

function number(value, digits = bySize(value)) {
  if (Number.isNaN(value)) return MISSING;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (Math.abs(value) >= LARGEST) return value.toExponential(2).replace("e+", "e").replaceAll("-", MINUS);
  const text = fixed(value, digits);
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

function orderOf(value) {
  return Math.floor(Math.log10(Math.abs(value)));
}

function digitsFor(low, high) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return 2;
  const size = Math.max(Math.abs(low), Math.abs(high));
  let width = Math.min(high - low, LARGEST);
  if (width <= 1e-9 * size) width = size;
  return width ? Math.max(bySize(size), Math.min(FINEST, 1 - orderOf(width))) : 2;
}

const between = (low, high, digits) => `[${number(low, digits)}, ${number(high, digits)}]`;
const percent = (value) => (Number.isNaN(value) ? MISSING : `${number(100 * value, 0)} %`);

function withEnds(value, low, high) { // 0.18 [0.12, 0.24]
  const digits = digitsFor(low, high);
  return Number.isNaN(low) ? number(value, digits) : `${number(value, digits)} ${between(low, high, digits)}`;
}

function estimate(value, low, high, digits) { // 0.18 ±0.06
  const half = (high - low) / 2;
  if (Number.isNaN(half)) return number(value, digits);
  if (Math.abs(high + low - 2 * value) > 0.2 * half) return `${number(value, digits)} ${between(low, high, digits)}`;
  return `${number(value, digits)} ±${number(half, digits)}`;
}
