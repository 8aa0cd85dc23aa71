import { useState } from 'react';
import { type Moment, minuteRows } from './moments';
import styles from './Operator.module.css';
import { formatClockTime, formatFigure } from './words';

/** What the charts show, minute by minute. */
export function MinuteTable({ moments }: { moments: Moment[] }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>The same as a table</summary>
      {isOpen && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Waiting</th>
              <th scope="col">Active</th>
              <th scope="col">Per minute</th>
              <th scope="col">Admitted</th>
            </tr>
          </thead>
          <tbody>
            {minuteRows(moments).map(({ at, waiting, active, perMinute, admitted }) => (
              <tr key={at}>
                <th scope="row">{formatClockTime(at)}</th>
                <td>{formatFigure(waiting)}</td>
                <td>{formatFigure(active)}</td>
                <td>{formatFigure(perMinute)}</td>
                <td>{formatFigure(admitted)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
