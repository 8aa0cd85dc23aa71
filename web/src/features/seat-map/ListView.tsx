import { useState } from 'react';
import { useStore } from 'zustand';
import { Icon } from '../../components/Icon';
import { Skeleton, SkeletonBlock } from '../../components/Skeleton';
import { classes } from '../../lib/classes';
import { t } from '../../lib/text';
import { type ExpandedPlan, type Row, type Section, seatNumber } from './canvas/expand';
import type { Filter } from './canvas/paintSeats';
import styles from './ListView.module.css';
import { freeInSection } from './live/tally';
import { MapIcon } from './MapIcon';
import { categoryOf, isForSale, type Picker, priceText, sectionPriceLabels, speakSeat } from './picker';
import { sectionTitle } from './selection/seatNames';

type ListViewProps = {
  picker: Picker;
  /** What is free is read anew with each version. */
  version: number;
  isKnown: boolean;
  filter: Filter;
  canBuy: boolean;
  onToggle: (seat: number) => void;
};

/** The map in words: section, row, seat. Only one row's seats exist in the page at a time. */
export function ListView({ picker, isKnown, filter, canBuy, onToggle }: ListViewProps) {
  const [openSection, setOpenSection] = useState(-1);
  const [openRow, setOpenRow] = useState(-1);
  if (!isKnown) {
    return (
      <Skeleton label="Loading the seats">
        <SkeletonBlock height="20rem" radius="var(--radius-l)" />
      </Skeleton>
    );
  }
  const { plan } = picker;
  const prices = sectionPriceLabels(picker);
  const sections = plan.sections
    .map((section, index) => ({ section, index }))
    .filter(({ section }) => hasWanted(picker, section, filter));
  return (
    <ul className={styles.sections} aria-label="Sections">
      {sections.map(({ section, index }) => {
        const isOpen = index === openSection;
        const free = freeInSection(picker.model.tally, index);
        return (
          <li key={index}>
            <button
              type="button"
              className={styles.section}
              aria-expanded={isOpen}
              onClick={() => {
                setOpenSection(isOpen ? -1 : index);
                setOpenRow(-1);
              }}
            >
              <span className={classes(styles.chevron, isOpen && styles.open)}>
                <Icon name="right" />
              </span>
              <strong>{sectionTitle(section.name)}</strong>
              <span className={styles.count}>{freeText(free)}</span>
              <span className={styles.from}>{prices[index]?.long}</span>
            </button>
            {isOpen && (
              <RowList
                picker={picker}
                section={section}
                filter={filter}
                openRow={openRow}
                onOpen={setOpenRow}
                canBuy={canBuy}
                onToggle={onToggle}
              />
            )}
          </li>
        );
      })}
      {sections.length === 0 && (
        <li className={styles.none}>No free seat matches. Show more prices above.</li>
      )}
    </ul>
  );
}

type RowListProps = Pick<ListViewProps, 'picker' | 'filter' | 'canBuy' | 'onToggle'> & {
  section: Section;
  openRow: number;
  onOpen: (row: number) => void;
};

function RowList({ picker, section, filter, openRow, onOpen, canBuy, onToggle }: RowListProps) {
  const rows = picker.plan.rows.slice(section.firstRow, section.firstRow + section.rowCount);
  return (
    <ul className={styles.rows} aria-label={`Rows of ${sectionTitle(section.name)}`}>
      {rows.map((row, offset) => {
        const index = section.firstRow + offset;
        const isOpen = index === openRow;
        const free = countWanted(picker, row, filter);
        return (
          <li key={index}>
            <button
              type="button"
              className={styles.row}
              aria-expanded={isOpen}
              onClick={() => onOpen(isOpen ? -1 : index)}
            >
              <span className={classes(styles.chevron, isOpen && styles.open)}>
                <Icon name="right" />
              </span>
              <span>Row {row.label}</span>
              <span className={styles.count}>{freeText(free)}</span>
            </button>
            {isOpen && (
              <SeatList picker={picker} row={row} filter={filter} canBuy={canBuy} onToggle={onToggle} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function SeatList({
  picker,
  row,
  filter,
  canBuy,
  onToggle,
}: Omit<RowListProps, 'section' | 'openRow' | 'onOpen'> & { row: Row }) {
  const selected = useStore(picker.store, (state) => state.selectedSeats);
  const pending = useStore(picker.store, (state) => state.pendingSeats);
  const seats = seatsOf(row).filter(
    (seat) => isWanted(picker.plan, filter, seat) || selected.includes(String(seat)),
  );
  return (
    <ul className={styles.seats} aria-label={`Seats of row ${row.label}`}>
      {seats.map((seat) => {
        const isMine = selected.includes(String(seat));
        const canBeHad = isMine || isForSale(picker, seat);
        const canPress = isMine || (canBuy && canBeHad);
        return (
          <li key={seat}>
            <button
              type="button"
              className={styles.seat}
              aria-pressed={isMine}
              aria-disabled={!canPress || undefined}
              aria-busy={pending.includes(String(seat)) || undefined}
              aria-label={speakSeat(picker, seat)}
              onClick={() => canPress && onToggle(seat)}
            >
              <svg className={styles.swatch} viewBox="0 0 10 10" aria-hidden="true">
                <circle cx="5" cy="5" r="5" fill={categoryOf(picker, seat)?.color} />
              </svg>
              <span className={styles.number}>{seatNumber(picker.plan, seat)}</span>
              {picker.plan.accessible[seat] === 1 && <MapIcon name="wheelchair" />}
              {isMine && <Icon name="check" />}
              <span className={styles.seatPrice}>{canBeHad ? priceText(picker, seat) : 'taken'}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function freeText(free: number): string {
  return t({ zero: 'none free', one: '{count} free', other: '{count} free' }, { count: free });
}

function seatsOf(row: Row): number[] {
  return Array.from({ length: row.seatCount }, (_, i) => row.firstIndex + i);
}

function isWanted(plan: ExpandedPlan, filter: Filter, seat: number): boolean {
  const isCategoryWanted =
    filter.categories === undefined || filter.categories[plan.category[seat] ?? 0] === 1;
  return isCategoryWanted && (!filter.accessibleOnly || plan.accessible[seat] === 1);
}

function countWanted(picker: Picker, row: Row, filter: Filter): number {
  return seatsOf(row).filter((seat) => isForSale(picker, seat) && isWanted(picker.plan, filter, seat)).length;
}

/** Without a filter every section is listed; with one, those that have something of it. */
function hasWanted(picker: Picker, section: Section, filter: Filter): boolean {
  if (filter.categories === undefined && !filter.accessibleOnly) return true;
  return picker.plan.rows
    .slice(section.firstRow, section.firstRow + section.rowCount)
    .some((row) => countWanted(picker, row, filter) > 0);
}
