import { memo, useMemo } from 'react';
import { composePoster, posterHeight, posterWidth, type Shape } from './compose';
import styles from './Poster.module.css';

type PosterProps = { eventId: string; category: string };

/** An event's picture. Decoration: everything it could tell stands beside it in words. */
export const Poster = memo(function Poster({ eventId, category }: PosterProps) {
  const art = useMemo(() => composePoster(eventId, category), [eventId, category]);
  return (
    <svg
      className={styles.poster}
      viewBox={`0 0 ${posterWidth} ${posterHeight}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <rect width={posterWidth} height={posterHeight} fill={art.ground} />
      {art.shapes.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the shapes of a poster never change.
        <Drawn key={index} shape={shape} />
      ))}
    </svg>
  );
});

function Drawn({ shape }: { shape: Shape }) {
  switch (shape.kind) {
    case 'circle':
      return <circle cx={shape.cx} cy={shape.cy} r={shape.r} fill={shape.fill ?? 'none'} />;
    case 'rect':
      return (
        <rect x={shape.x} y={shape.y} width={shape.w} height={shape.h} rx={shape.rx} fill={shape.fill} />
      );
    case 'path':
      return (
        <path
          d={shape.d}
          fill={shape.fill ?? 'none'}
          stroke={shape.stroke}
          strokeWidth={shape.width}
          opacity={shape.opacity}
        />
      );
  }
}
