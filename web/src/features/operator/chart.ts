import { keptMs, type Moment, minuteMs } from './moments';

/** The drawing's own units; the page stretches it to its place. */
export const chartWidth = 1_000;
export const chartHeight = 100;

const shortestSpanMs = 5 * minuteMs;
const tickSteps = [1, 2, 5, 10].map((minutes) => minutes * minuteMs);
const ticksMax = 6;
/** Share of the width that half a label takes on a phone. */
const tickMargin = 0.08;
/** Longer without news, the line breaks off: nobody knows what was between. */
const gapMs = 45_000;
const lowestTop = 4;
const niceSteps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

export type Span = { from: number; to: number };
export type Point = { at: number; value: number | undefined };

/** What the charts cover: as much as is known, from five minutes to half an hour. */
export function spanOf(moments: Moment[]): Span {
  const to = moments.at(-1)?.at ?? 0;
  const first = moments[0]?.at ?? to;
  return { from: Math.max(to - keptMs, Math.min(first, to - shortestSpanMs)), to };
}

/** Whole minutes of the clock, few enough to be read and so far inside the span that their labels fit. */
export function ticksOf(span: Span): number[] {
  const { from, to } = span;
  const step = tickSteps.find((size) => (to - from) / size <= ticksMax) ?? keptMs;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks.filter((at) => Math.abs(shareOf(at, span) - 0.5) <= 0.5 - tickMargin);
}

/** A line at each tick, and along the top and the middle. */
export function gridOf(span: Span): string {
  const upright = ticksOf(span).map((at) => `M${x(at, span)} 0V${chartHeight}`);
  return `M0 0H${chartWidth}M0 ${chartHeight / 2}H${chartWidth}${upright.join('')}`;
}

/** Where a time stands in the span, from 0 to 1. */
export function shareOf(at: number, { from, to }: Span): number {
  return to === from ? 1 : Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** The upper end of a scale that begins at 0: round, not below `largest`, and even, for its middle counts people. */
export function roundTop(largest: number): number {
  if (largest <= lowestTop) return lowestTop;
  const power = 10 ** Math.floor(Math.log10(largest));
  const isGood = (top: number) => top >= largest && top % 2 === 0;
  return niceSteps.map((step) => step * power).find(isGood) ?? 10 * power;
}

/** A limit far above the values would press them flat, so it counts only where they come near. */
export function topOf(points: Point[], limit: number | undefined): number {
  const largest = Math.max(0, ...points.map(({ value }) => value ?? 0));
  return roundTop(limit !== undefined && limit <= largest * 2 ? Math.max(largest, limit) : largest);
}

/** The pieces of the line, as paths of an SVG: `line` to be stroked, `area` down to zero to be filled. */
export function drawLine(points: Point[], span: Span, top: number): { line: string; area: string } {
  let line = '';
  let area = '';
  for (const piece of piecesOf(points)) {
    const steps = piece.map(({ at, value }) => `${x(at, span)} ${y(value, top)}`);
    line += `M${steps.join('L')}`;
    const [start, end] = [x(piece[0]?.at ?? 0, span), x(piece.at(-1)?.at ?? 0, span)];
    area += `M${start} ${chartHeight}L${steps.join('L')}L${end} ${chartHeight}Z`;
  }
  return { line, area };
}

function piecesOf(points: Point[]): { at: number; value: number }[][] {
  const pieces: { at: number; value: number }[][] = [];
  let last: number | undefined;
  for (const { at, value } of points) {
    if (value === undefined) {
      last = undefined;
      continue;
    }
    if (last === undefined || at - last > gapMs) pieces.push([]);
    pieces.at(-1)?.push({ at, value });
    last = at;
  }
  return pieces;
}

function x(at: number, span: Span): number {
  return Math.round(shareOf(at, span) * chartWidth * 10) / 10;
}

export function y(value: number, top: number): number {
  return Math.round((1 - value / top) * chartHeight * 10) / 10;
}

/** The index of the moment that is nearest to a share of the span. */
export function nearest(moments: Moment[], share: number, { from, to }: Span): number {
  const at = from + share * (to - from);
  let best = 0;
  moments.forEach((moment, index) => {
    if (Math.abs(moment.at - at) <= Math.abs((moments[best]?.at ?? at) - at)) best = index;
  });
  return best;
}
