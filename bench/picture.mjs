// scaling.svg: a small chart for each pair of the group `scaling`, as one file that needs no other.

const kColumns = 3;
const kWidth = 300;
const kHeight = 190;
const kMargin = { left: 58, right: 16, top: 30, bottom: 40 };

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function short(value) {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return `${Number(value.toPrecision(3))}`;
}

/** Where `value` lies between `min` and `max`, from 0 to 1, on a scale of powers if `logarithmic`. */
function share(value, min, max, logarithmic) {
  if (max === min) return 0.5;
  return logarithmic ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

/** Powers where a curve spans more than they can show otherwise; else it begins at nothing. */
function rangeOf(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least > 0 && most / least > 20) {
    return { min: 10 ** Math.floor(Math.log10(least)), max: 10 ** Math.ceil(Math.log10(most)), logarithmic: true };
  }
  return { min: 0, max: most * 1.15 || 1, logarithmic: false };
}

function ticks({ min, max, logarithmic }) {
  if (!logarithmic) return [0, max / 2, max];
  const powers = Math.round(Math.log10(max / min));
  return Array.from({ length: powers + 1 }, (_, power) => min * 10 ** power);
}

function chart({ pair, unit, axis, sides }, index) {
  const points = sides.toSorted((a, b) => a.at - b.at);
  const sizes = points.map(({ at }) => at);
  const range = rangeOf(points.map(({ median }) => median));
  const isWide = sizes.at(-1) / sizes[0] > 20;
  const [width, height] = [kWidth - kMargin.left - kMargin.right, kHeight - kMargin.top - kMargin.bottom];
  const x = (at) => kMargin.left + width * (0.04 + 0.92 * share(at, sizes[0], sizes.at(-1), isWide));
  const y = (value) => kMargin.top + height * (1 - share(value, range.min, range.max, range.logarithmic));
  const fixed = (number) => number.toFixed(1);
  const lines = ticks(range).map(
    (value) =>
      `<path class="grid" d="M${kMargin.left} ${fixed(y(value))}H${kWidth - kMargin.right}"/>` +
      `<text x="${kMargin.left - 6}" y="${fixed(y(value) + 4)}" text-anchor="end">${short(value)}</text>`,
  );
  const names = points.map(
    ({ at }) => `<text x="${fixed(x(at))}" y="${kHeight - 24}" text-anchor="middle">${short(at)}</text>`,
  );
  const path = points.map(({ at, median }) => `${fixed(x(at))} ${fixed(y(median))}`).join("L");
  const dots = points.map(({ at, median }) => `<circle cx="${fixed(x(at))}" cy="${fixed(y(median))}" r="3"/>`);
  const [left, top] = [(index % kColumns) * kWidth, Math.floor(index / kColumns) * kHeight];
  return `<g transform="translate(${left} ${top})">
<text class="title" x="${kMargin.left}" y="18">${escape(pair.replace(/, by .*/, ""))}, ${escape(unit)}</text>
${lines.join("")}
<path class="curve" d="M${path}"/>${dots.join("")}
${names.join("")}<text x="${kMargin.left + width / 2}" y="${kHeight - 8}" text-anchor="middle">${escape(axis)}</text>
</g>`;
}

/** Undefined when the group was not measured yet. */
export function picture(results) {
  const pairs = (results.groups.scaling?.pairs ?? []).filter(({ axis, sides }) => axis && sides.length > 1);
  if (pairs.length === 0) return undefined;
  const [width, height] = [kColumns * kWidth, Math.ceil(pairs.length / kColumns) * kHeight];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>How costs grow with threads, seats, events and nodes</title>
<style>
text { font: 11px system-ui, sans-serif; fill: #4a4f57; }
.title { font-weight: 600; fill: #16181c; }
.grid { stroke: #d9dce1; fill: none; }
.curve { stroke: #2457c5; stroke-width: 2; fill: none; }
circle { fill: #2457c5; }
</style>
<rect width="100%" height="100%" fill="#ffffff"/>
${pairs.map(chart).join("\n")}
</svg>
`;
}
