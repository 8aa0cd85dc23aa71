import { memo, useEffect, useState } from 'react';
import { formatNumber, t } from '../../lib/text';
import { freeInSection } from './live/tally';
import { type Picker, sectionPriceLabels } from './picker';
import styles from './SectionSummary.module.css';
import { sectionTitle } from './selection/seatNames';

const refreshMs = 10_000;

type SectionSummaryProps = { picker: Picker; isKnown: boolean; version: number };

/** The far view in words. Renewed seldom: a list that changes under somebody's reading cannot be read. */
export function SectionSummary({ picker, isKnown, version }: SectionSummaryProps) {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    if (!isKnown) return;
    if (shown === 0) setShown(version);
    const timer = setTimeout(() => setShown(version), refreshMs);
    return () => clearTimeout(timer);
  }, [isKnown, version, shown]);
  if (!isKnown) return null;
  return <Summary picker={picker} shown={shown} />;
}

const Summary = memo(function Summary({ picker }: { picker: Picker; shown: number }) {
  const prices = sectionPriceLabels(picker);
  return (
    <div className={styles.hidden}>
      <ul aria-label="Availability by section">
        {picker.plan.sections.map((section, index) => (
          <li key={section.firstRow}>
            {t('{name}: {free} of {all} seats free{price}.', {
              name: sectionTitle(section.name),
              free: formatNumber(freeInSection(picker.model.tally, index)),
              all: formatNumber(section.seatCount),
              price: prices[index] ? `, ${prices[index].long}` : '',
            })}
          </li>
        ))}
      </ul>
    </div>
  );
});
