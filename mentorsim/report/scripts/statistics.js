// The arithmetic of an interactive page, on plain arrays: the rules of mentorsim.analysis (intervals, differences,
// worlds, contrasts) and mentorsim.proportions, number by number the same. Missing values are NaN.
const COVERAGE = 0.95, BOOTSTRAP_FROM = 50, ROUNDING = 1e-12, NORMAL = 1.959963984540054;
const NONE = [NaN, NaN, NaN];
const known = (values) => values.filter((value) => !Number.isNaN(value));
const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => (values.length ? sum(values) / values.length : NaN);

function variance(values) { // over n - 1; 0 where there are not two values
  if (values.length < 2) return 0;
  const middle = mean(values);
  return sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
}

// --- distributions --------------------------------------------------------------------------------------------------

const LANCZOS = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];

function logGamma(x) {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  const series = LANCZOS.reduce((total, c, i) => (i ? total + c / (x - 1 + i) : c), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

function betaShare(a, b, x) { // the regularised incomplete beta function I_x(a, b)
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300, guard = (value) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1, d = 1 / guard(1 - ((a + b) * x) / (a + 1)), found = d;
  for (let m = 1; m < 10000; m++) { // a continued fraction, by Lentz's method
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / guard(1 + term * d);
      c = guard(1 + term / c);
      step = c * d;
      found *= step;
    }
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return front * found;
}

function betaQuantile(a, b, share) { // the x at which I_x(a, b) is that share, by bisection
  let low = 0, high = 1;
  for (let i = 0; i < 1100 && high - low > 1e-16 * low; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (betaShare(a, b, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const quantiles = new Map();

function student(df) { // the two-sided 95 % point of Student's t
  if (!quantiles.has(df)) {
    const y = df > 1 ? betaQuantile(0.5, df / 2, COVERAGE) : 1 - betaQuantile(df / 2, 0.5, 1 - COVERAGE);
    const rest = df > 1 ? 1 - y : betaQuantile(df / 2, 0.5, 1 - COVERAGE);
    quantiles.set(df, Math.sqrt((df * y) / rest));
  }
  return quantiles.get(df);
}

// --- one mean --------------------------------------------------------------------------------------------------------

function tInterval(values) {
  const n = values.length, middle = mean(values);
  if (n < 2) return [middle, NaN, NaN];
  const half = student(n - 1) * Math.sqrt(variance(values) / n);
  return [middle, middle - half, middle + half];
}

function quantile(ordered, at) {
  const place = at * (ordered.length - 1), first = Math.floor(place);
  const low = ordered[first], high = ordered[Math.min(first + 1, ordered.length - 1)];
  return low === high ? low : low + (high - low) * (place - first);
}

function bootstrapInterval(values, counts) { // studentised; counts: draws x n, how often each value is in a resample
  const n = values.length, middle = mean(values), spread = Math.sqrt(variance(values));
  if (spread <= ROUNDING * Math.abs(middle)) return [middle, middle, middle];
  const away = values.map((value) => value - middle), pivots = [];
  for (let at = 0; at < counts.length; at += n) {
    let first = 0, second = 0;
    for (let i = 0; i < n; i++) {
      const part = (counts[at + i] / n) * away[i];
      first += part;
      second += part * away[i];
    }
    const pivot = first / Math.sqrt(Math.max(0, ((second - first * first) * n) / (n - 1)));
    if (!Number.isNaN(pivot)) pivots.push(pivot);
  }
  pivots.sort((one, other) => one - other);
  const [low, high] = [(1 + COVERAGE) / 2, (1 - COVERAGE) / 2].map((at) => quantile(pivots, at));
  return [middle, middle - low * spread, middle - high * spread];
}

let resamples = { n: 0, counts: null }; // of the bootstrap; without those for n values, Student's t

const bootstrapped = (n) => n >= BOOTSTRAP_FROM && n === resamples.n;
const interval = (values) =>
  bootstrapped(values.length) ? bootstrapInterval(values, resamples.counts) : tInterval(values);

// --- events and shares -----------------------------------------------------------------------------------------------

const SHARES = ["share", "probability"], UNNAMED = ["", "0 or 1"];
const isBinary = (values) => values.length > 0 && values.every((value) => value === 0 || value === 1);

function isEvent(unit, values) { // whether an outcome is 0 or 1 in every run
  const there = known(values);
  if (!isBinary(there)) return false;
  return unit === "probability" || ([...SHARES, ...UNNAMED].includes(unit) && there.includes(0) && there.includes(1));
}

function isShare(unit, values) {
  return isEvent(unit, values) || (SHARES.includes(unit) && values.every((value) => value >= 0 && value <= 1));
}

function exactInterval(count, n) { // Clopper-Pearson
  const tail = (1 - COVERAGE) / 2;
  return [
    count > 0 ? betaQuantile(count, n - count + 1, tail) : 0,
    count < n ? betaQuantile(count + 1, n - count, 1 - tail) : 1,
  ];
}

function shareInterval(values) { // Korn & Graubard
  const n = values.length, middle = mean(values);
  if (n < 2) return [middle, NaN, NaN];
  const error = variance(values) / n;
  const alike =
    error > 0 && !isBinary(values) ? ((middle * (1 - middle)) / error) * (NORMAL / student(n - 1)) ** 2 : n;
  return [middle, ...exactInterval(middle * alike, alike)];
}

function meanInterval(unit, values) {
  const [middle, low, high] = interval(values);
  if (values.length < 2 || !isShare(unit, values)) return [middle, low, high];
  return isBinary(values) || low < 0 || high > 1 ? shareInterval(values) : [middle, low, high];
}

function wilson(share, n) {
  const z = NORMAL, middle = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n)), whole = 1 + (z * z) / n;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

function correlation(reference, level) { // of pairs of 0 and 1, if positive for one half pair less
  const n = level.length, both = sum(level.map((value, i) => value * reference[i]));
  const ups = sum(level), downs = sum(reference);
  const size = Math.sqrt(ups * (n - ups) * downs * (n - downs));
  const cross = both * (n - ups - downs + both) - (ups - both) * (downs - both);
  return size ? (cross > 0 ? Math.max(0, cross - n / 2) : cross) / size : 0;
}

function pairedInterval(reference, level) { // Newcombe's for paired shares
  const one = mean(level), two = mean(reference), n = level.length;
  if (n < 2) return [one - two, NaN, NaN];
  const [lowOne, highOne] = wilson(one, n), [lowTwo, highTwo] = wilson(two, n), phi = correlation(reference, level);
  const away = (mine, other) => Math.sqrt(Math.max(0, mine * mine - 2 * phi * mine * other + other * other));
  return [one - two, one - two - away(one - lowOne, highTwo - two), one - two + away(highOne - one, two - lowTwo)];
}

// --- plausible worlds: rows of worlds x replications, units that are crossed -----------------------------------------

const rounded = (value, middle) => (value > (1e-12 * middle) ** 2 ? value : 0);

function freedom(...parts) { // Satterthwaite's, of variances with their own degrees of freedom
  const total = sum(parts.map(([value]) => value));
  const below = sum(parts.map(([value, df]) => (df > 0 ? value ** 2 / df : 0)));
  return below > 0 ? total ** 2 / below : Math.max(...parts.map(([, df]) => df));
}

function byReplication(rows, weights) { // weighted means over the worlds that have values
  const columns = rows[0].map((_, r) => r);
  const whole = columns.filter((r) => rows.every((row) => !Number.isNaN(row[r])));
  const some = columns.filter((r) => rows.some((row) => !Number.isNaN(row[r])));
  return (whole.length > 1 ? whole : some).map((r) => {
    const there = rows.map((row, i) => (Number.isNaN(row[r]) ? [0, 0] : [row[r] * weights[i], weights[i]]));
    return sum(there.map(([part]) => part)) / sum(there.map(([, weight]) => weight));
  });
}

function ofBoth(rows, means) { // variance of luck that is of one world only
  const columns = rows[0].map((_, r) => r).filter((r) => rows.some((row) => !Number.isNaN(row[r])));
  const away = rows.map((row, i) => columns.map((r) => row[r] - means[i]));
  const middles = columns.map((_, place) => mean(known(away.map((row) => row[place]))));
  const rest = known(away.flatMap((row) => row.map((value, place) => value - middles[place])));
  const free = rest.length - rows.length - columns.length + 1;
  return free > 0 ? sum(rest.map((value) => value ** 2)) / free : NaN;
}

function spread(values, given) { // values: (worlds, replications); given: weights of the worlds
  const there = values.map((row) => known(row)), seen = there.map((row) => row.length > 0);
  const total = sum(given.filter((_, i) => seen[i]));
  const none = { mean: NaN, error: NaN, df: NaN, luck: NaN, means: values.map(() => NaN), weights: given.map(() => 0) };
  if (!seen.includes(true)) return { ...none, replications: 0 };
  const rows = values.filter((_, i) => seen[i]), w = given.filter((_, i) => seen[i]).map((weight) => weight / total);
  const counts = there.filter((row) => row.length).map((row) => row.length);
  const means = there.filter((row) => row.length).map(mean), middle = sum(means.map((value, i) => w[i] * value));
  const squares = sum(w.map((weight) => weight ** 2)), several = rows.map((row) => known(row).length > 1);
  const luckWeight = sum(w.filter((_, i) => several[i]));
  const luck = Math.sqrt(sum(rows.map((row, i) => (several[i] ? w[i] * variance(known(row)) : 0))) / luckWeight);
  const found = {
    mean: middle,
    luck: luckWeight ? luck : NaN,
    means: there.map(mean),
    weights: given.map((weight, i) => (seen[i] ? weight : 0)),
    replications: Math.max(...counts),
  };
  if (rows.length < 2) return { ...found, error: NaN, df: NaN };
  const ofMeans = rounded(sum(means.map((value, i) => w[i] * (value - middle) ** 2)) / (1 - squares), middle);
  const each = byReplication(rows, w);
  const shared = each.length > 1 ? rounded(variance(each) / each.length, middle) : 0;
  const both = each.length > 1 ? ofBoth(rows, means) : NaN;
  const perWorld = sum(w.map((weight, i) => ((weight / counts[i]) * (1 - weight)) / (1 - squares)));
  const first = ofMeans * squares, twice = Number.isNaN(both) ? 0 : both * squares * perWorld;
  const error = Math.sqrt(Math.max(first + shared - twice, first, shared));
  return { ...found, error, df: freedom([first, 1 / squares - 1], [shared, each.length - 1]) };
}

function spreadInterval({ mean: middle, error, df }) {
  if (Number.isNaN(error)) return [middle, NaN, NaN];
  const half = error > 0 ? student(df) * error : 0;
  return [middle, middle - half, middle + half];
}

const shareOf = (which, weights) => sum(weights.filter((_, i) => which[i])) / sum(weights);

// --- an arm, and two of them -----------------------------------------------------------------------------------------

const VALUED = (pair) => !Number.isNaN(pair[0]) && !Number.isNaN(pair[1]);
const cut = (share, [middle, low, high]) =>
  share && !Number.isNaN(low) ? [middle, Math.max(-1, low), Math.min(1, high)] : [middle, low, high];

function areTheSame(one, other) {
  if (one.length < 2) return false;
  const largest = Math.max(...one.map(Math.abs), ...other.map(Math.abs));
  return one.every((value, i) => Math.abs(value - other[i]) <= ROUNDING * largest);
}

function differenceOf(unit, pairs) { // pairs: of [reference, level], one of each replication
  const reference = pairs.map(([value]) => value), level = pairs.map(([, value]) => value);
  const both = [...reference, ...level], same = areTheSame(reference, level);
  const share = both.length > 0 && isShare(unit, both), paired = share && isBinary(both);
  const each = pairs.map(([one, two]) => (same ? 0 : two - one));
  return { reference, level, each, same, share, paired };
}

function differenceInterval(found) {
  return found.paired ? pairedInterval(found.reference, found.level) : cut(found.share, interval(found.each));
}

function verdictOf(difference, low, high, better) {
  if (Number.isNaN(difference)) return "undefined";
  if (low === 0 && high === 0) return "same";
  if (!(low > 0 || high < 0)) return "unclear";
  if (better === null) return "differs";
  return low > 0 === better ? "better" : "worse";
}

const sizes = (difference, variances) => { // sd: pooled, from run to run; sd_runs: the difference over it
  const sd = Math.sqrt((variances[0] + variances[1]) / 2);
  return { sd, sd_runs: sd > ROUNDING * Math.abs(difference) ? difference / sd : NaN };
};

// How the second of two arms differs from the first in an outcome.
// sides: for each combination of the other factors [reference, level], each (worlds, replications) values.
function contrast(sides, unit, better, weights) {
  const worlds = sides.length ? sides[0][0].length : 0, replications = worlds ? sides[0][0][0].length : 0;
  const rows = []; // (worlds, replications) of [reference, level], averaged over whole pairs
  const runs = [];
  let dropped = 0;
  for (let w = 0; w < worlds; w++) {
    rows.push([]);
    for (let r = 0; r < replications; r++) {
      const there = sides.map(([one, two]) => [one[w][r], two[w][r]]), whole = there.filter(VALUED);
      dropped += there.length - whole.length;
      runs.push(...whole);
      rows[w].push(whole.length ? [0, 1].map((side) => mean(whole.map((pair) => pair[side]))) : [NaN, NaN]);
    }
  }
  const counts = { pairs: runs.length, dropped };
  if (weights) return overWorlds(rows, unit, better, weights, counts);
  return inOneWorld(rows[0] ?? [], runs, unit, better, counts);
}

function inOneWorld(row, runs, unit, better, counts) {
  const found = differenceOf(unit, row.filter(VALUED)), [difference, low, high] = differenceInterval(found);
  return {
    reference: mean(found.reference),
    level: mean(found.level),
    difference,
    low,
    high,
    ...sizes(difference, [found.reference, found.level].map(variance)),
    n: found.each.length,
    ...counts,
    event: isEvent(unit, runs.flat()),
    method: found.paired ? "Newcombe" : bootstrapped(found.each.length) ? "bootstrap" : "t",
    verdict: found.same ? "same" : verdictOf(difference, low, high, better),
  };
}

function overWorlds(rows, unit, better, weights, counts) {
  const { same, share } = differenceOf(unit, rows.flat().filter(VALUED));
  const sides = [0, 1].map((side) => rows.map((row) => row.map((pair) => pair[side])));
  const each = rows.map((row) => row.map(([one, two]) => (same && !Number.isNaN(one) ? 0 : two - one)));
  const [first, second, found] = [...sides, each].map((values) => spread(values, weights));
  const [difference, low, high] = cut(share, spreadInterval(found)), sign = Math.sign(difference);
  const nowhere = same || Number.isNaN(difference);
  const clear = rows.map((row) => {
    const [, from, to] = differenceInterval(differenceOf(unit, row.filter(VALUED)));
    return (from > 0 && sign > 0) || (to < 0 && sign < 0);
  });
  const holds = found.means.map((value) => Math.sign(value) === sign && sign !== 0);
  return {
    reference: first.mean,
    level: second.mean,
    difference,
    low,
    high,
    ...sizes(difference, [first, second].map(({ luck }) => (Number.isNaN(luck) ? 0 : luck ** 2))),
    n: found.replications,
    ...counts,
    event: false,
    method: "worlds",
    verdict: same ? "same" : verdictOf(difference, low, high, better),
    worlds: found.weights.filter((weight) => weight > 0).length,
    holds_in: nowhere ? NaN : shareOf(holds, found.weights),
    clear_in: nowhere ? NaN : shareOf(clear, found.weights),
  };
}

// The mean of an outcome over some arms. arms: each (worlds, replications) values.
function meanOf(arms, unit, weights) {
  if (!arms.length) return NONE;
  const each = arms[0].map((row, w) => row.map((_, r) => mean(known(arms.map((values) => values[w][r])))));
  if (!weights) return meanInterval(unit, known(each[0]));
  const found = spread(each, weights), values = known(each.flat());
  const [middle, low, high] = spreadInterval(found), runs = arms.flat(2);
  if (isEvent(unit, runs) && low === high)
    return [middle, ...exactInterval(middle * found.replications, found.replications)];
  if (!isShare(unit, values) || Number.isNaN(low)) return [middle, low, high];
  return [middle, Math.max(0, low), Math.min(1, high)];
}
