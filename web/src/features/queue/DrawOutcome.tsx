import { classes } from '../../lib/classes';
import { locale } from '../../lib/locale';
import { Alarm } from './FingerprintVerdict';
import { receiptTime } from './kept';
import { ProofText } from './ProofDetails';
import { compareFingerprint, type OwnEntry } from './verdict';
import type { DrawCheck, QueueDraw } from './verifyDraw';
import styles from './WaitingRoomPage.module.css';
import { formatCount } from './words';

const shownMax = 100;

type DrawOutcomeProps = {
  draw: QueueDraw;
  check: DrawCheck;
  own: OwnEntry;
  /** The fingerprint that was seen before the sale. */
  noted: string | undefined;
};

/** Whether the record fits itself, and where in it the reader is. */
export function DrawOutcome({ draw, check, own, noted }: DrawOutcomeProps) {
  const count = draw.entrants?.length ?? 0;
  return (
    <>
      <p role="status">
        <strong>{seedWords(draw, check, noted)}</strong>
        <br />
        <strong>{orderWords(count, check)}</strong>
      </p>
      <Own own={own} draw={draw} noted={noted} />
      <Entries entrants={draw.entrants ?? []} own={own} />
    </>
  );
}

function orderWords(count: number, { firstWrongPlace }: DrawCheck): string {
  if (count === 0) return 'The list of this draw is empty, so there is no order to check.';
  if (firstWrongPlace !== undefined)
    return `The entry at place ${formatCount(firstWrongPlace)} does not stand where the seed puts it.`;
  return count === 1
    ? 'The only entry stands where the seed puts it.'
    : `All ${formatCount(count)} entries stand where the seed puts them.`;
}

/** "Promised" only where somebody saw the promise. */
function seedWords(draw: QueueDraw, { isSeedPromised }: DrawCheck, noted: string | undefined): string {
  if (!isSeedPromised) return 'The seed is not the one that was promised: this draw was not honest.';
  switch (compareFingerprint(draw, noted)) {
    case 'same':
      return 'The seed is the one that was promised.';
    case 'other':
      return 'The seed fits the new fingerprint, not the one from before the sale.';
    case 'unknown':
      return 'The seed fits the fingerprint of this record.';
  }
}

function Own({ own, draw, noted }: { own: OwnEntry; draw: QueueDraw; noted: string | undefined }) {
  switch (own.kind) {
    case 'drawn':
      return <p>You were drawn at place {formatCount(own.place)}.</p>;
    case 'missing':
      return (
        <Alarm title="Your entry is not in this list.">
          <p>
            You joined at {new Date(receiptTime(own.proof.receipt) ?? 0).toLocaleString(locale)}, before the
            draw, and this browser has the receipt that the server signed. Unless you left the room before the
            draw, or shopped with an access code, you were left out.
          </p>
          <p className={styles.code}>{own.proof.entrantId}</p>
          <p>
            Save the receipt now, and the record below. Then ask the organiser: the two prove it to anybody.
          </p>
          <ProofText eventId={draw.eventId} proof={own.proof} commitment={noted} />
        </Alarm>
      );
    case 'late':
      return <p>You joined after the draw, so you are behind it in order of arrival.</p>;
    case 'shopping':
      return <p>You have no entry in this draw: you joined after it, or came with an access code.</p>;
    case 'none':
      return <p>This browser has no entry in this draw.</p>;
  }
}

function Entries({ entrants, own }: { entrants: string[]; own: OwnEntry }) {
  const place = own.kind === 'drawn' ? own.place : 0;
  const first = Math.max(0, Math.min(place - shownMax / 2, entrants.length - shownMax));
  const shown = entrants.slice(first, first + shownMax);
  // For the longest of the numbers, its dot and a blank.
  const room = `${String(first + shown.length).length + 2}ch`;
  return (
    <>
      {entrants.length > shownMax && (
        <p className={styles.soft}>
          Places {formatCount(first + 1)} to {formatCount(first + shownMax)} of {formatCount(entrants.length)}
          :
        </p>
      )}
      <ol className={classes(styles.list, styles.code)} style={{ paddingLeft: room }} start={first + 1}>
        {shown.map((entrant, index) => {
          const isMine = first + index + 1 === place;
          return (
            <li key={entrant} className={isMine ? styles.mine : undefined}>
              {entrant}
              {isMine && ' (you)'}
            </li>
          );
        })}
      </ol>
    </>
  );
}
