import { type PointerEvent, useMemo, useState } from 'react';
import { t } from '../../lib/text';
import {
  chartHeight,
  chartWidth,
  drawLine,
  gridOf,
  nearest,
  type Point,
  type Span,
  shareOf,
  spanOf,
  ticksOf,
  topOf,
  y,
} from './chart';
import { MinuteTable } from './MinuteTable';
import { admittedPerMinute, type Moment } from './moments';
import styles from './Operator.module.css';
import type { RoomOverview } from './roomApi';
import { formatClockTime, formatExactTime, formatFigure, formatShort } from './words';

type Series = { name: string; points: Point[]; limit: number | undefined };

/** The last half hour, one panel a figure because their sizes are worlds apart. All panels share the time. */
export function Charts({ moments, room }: { moments: Moment[]; room: RoomOverview }) {
  const [pointed, setPointed] = useState<number>();
  const series = useMemo(() => seriesOf(moments, room), [moments, room]);
  const span = spanOf(moments);
  const share = pointed === undefined ? 1 : pointed;
  const index = nearest(moments, share, span);
  const at = moments[index]?.at;

  return (
    <section className={styles.card} aria-label="Over time">
      <div className={styles.chartsHead}>
        <h2 className={styles.heading}>Over time</h2>
        <p className={styles.soft}>
          {pointed !== undefined && at !== undefined ? formatExactTime(at) : 'Now'}
        </p>
      </div>
      {/* The pointer only reads off values that the table has as well. */}
      <div className={styles.panels} onPointerLeave={() => setPointed(undefined)}>
        {series.map((one) => (
          <Panel
            key={one.name}
            series={one}
            span={span}
            value={one.points[index]?.value}
            mark={pointed !== undefined && at !== undefined ? shareOf(at, span) : undefined}
            onPoint={setPointed}
          />
        ))}
        <Ticks span={span} />
      </div>
      <MinuteTable moments={moments} />
    </section>
  );
}

function seriesOf(moments: Moment[], room: RoomOverview): Series[] {
  const perMinute = admittedPerMinute(moments);
  return [
    { name: 'Waiting', points: moments.map(({ at, waiting }) => ({ at, value: waiting })), limit: undefined },
    {
      name: 'Active',
      points: moments.map(({ at, active }) => ({ at, value: active })),
      limit: room.shoppersMax,
    },
    {
      name: 'Admitted per minute',
      points: moments.map(({ at }, index) => ({ at, value: perMinute[index] })),
      limit: room.ratePerMinute,
    },
  ];
}

function Panel({
  series,
  span,
  value,
  mark,
  onPoint,
}: {
  series: Series;
  span: Span;
  value: number | undefined;
  mark: number | undefined;
  onPoint: (share: number) => void;
}) {
  const top = topOf(series.points, series.limit);
  const { line, area } = drawLine(series.points, span, top);
  const limit = series.limit !== undefined && series.limit <= top ? y(series.limit, top) : undefined;
  const point = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    if (width > 0) onPoint((clientX - left) / width);
  };
  return (
    <figure>
      <figcaption className={styles.panelHead}>
        <span className={styles.panelName}>{series.name}</span>
        {limit !== undefined && <span className={styles.limitName}>limit {formatFigure(series.limit)}</span>}
        <span className={styles.panelValue} aria-hidden="true">
          {formatFigure(value)}
        </span>
      </figcaption>
      <div className={styles.plot} onPointerMove={point} onPointerDown={point}>
        <svg
          className={styles.drawing}
          viewBox={`0 0 ${chartWidth} ${chartHeight}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={summaryOf(series)}
        >
          <path className={styles.area} d={area} />
          <path className={styles.grid} d={gridOf(span)} />
          {limit !== undefined && <path className={styles.limit} d={`M0 ${limit}H${chartWidth}`} />}
          <path className={styles.line} d={line} />
          {mark !== undefined && (
            <path className={styles.mark} d={`M${mark * chartWidth} 0V${chartHeight}`} />
          )}
        </svg>
        <div className={styles.scale} aria-hidden="true">
          <span>{formatShort(top)}</span>
          <span>{formatShort(top / 2)}</span>
          <span>0</span>
        </div>
      </div>
    </figure>
  );
}

function Ticks({ span }: { span: Span }) {
  return (
    <div className={styles.ticks} aria-hidden="true">
      {ticksOf(span).map((at) => (
        <span key={at} className={styles.tick} style={{ left: `${shareOf(at, span) * 100}%` }}>
          {formatClockTime(at)}
        </span>
      ))}
    </div>
  );
}

/** The line in a sentence. */
function summaryOf({ name, points }: Series): string {
  const known = points.filter((point): point is { at: number; value: number } => point.value !== undefined);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return t('{name}: not known yet.', { name });
  const values = known.map(({ value }) => value);
  return t('{name}: {first} at {time}, {last} now, between {least} and {most}.', {
    name,
    first: first.value,
    time: formatClockTime(first.at),
    last: last.value,
    least: Math.min(...values),
    most: Math.max(...values),
  });
}
