import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { ButtonLink } from '../../components/Button';
import { Countdown } from '../../components/Countdown';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import { api, unwrap } from '../../lib/api/client';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import { useServerNow } from '../../lib/useServerNow';
import { type Beacon, beaconName, beaconWaitWords, isBeaconAwaited } from './beacon';
import { CheckItself } from './CheckItself';
import { DrawOutcome } from './DrawOutcome';
import { Alarm, FingerprintVerdict } from './FingerprintVerdict';
import { type Kept, keep, readKept } from './kept';
import { queueApi } from './queueApi';
import type { QueueStatus } from './store';
import { compareFingerprint, findOwnEntry } from './verdict';
import { type DrawCheck, type QueueDraw, verifyDraw } from './verifyDraw';
import styles from './WaitingRoomPage.module.css';
import { WhatIsProven } from './WhatIsProven';

const askAgainMs = 10_000;

type Checked = {
  draw: QueueDraw;
  check: DrawCheck | undefined;
  status: QueueStatus | undefined;
  kept: Kept;
};

async function loadChecked(eventId: string, signal: AbortSignal): Promise<Checked> {
  const params = { path: { eventId } };
  const draw = await unwrap(api.GET('/api/queue/{eventId}/draw', { params, signal }));
  // Whoever has no place can check the draw all the same.
  const status = await queueApi(eventId)
    .status()
    .catch(() => undefined);
  const kept = status === undefined ? readKept(eventId) : keep(status);
  return { draw, check: draw.drawn ? await verifyDraw(draw) : undefined, status, kept };
}

/** Recomputes a draw before the reader's eyes, and compares it with what this browser has seen before. */
export default function DrawPage() {
  const { eventId = '' } = useParams();
  const { data, error, reload } = useLoad((signal) => loadChecked(eventId, signal), [eventId]);
  usePageTitle('Check the draw');

  if (error !== undefined && data === undefined) {
    return <ErrorState title="The draw did not load" error={error} onRetry={reload} heading="h1" />;
  }
  if (data === undefined) return <PageSkeleton />;
  return (
    <Page narrow>
      <section className={styles.room} aria-label="Draw">
        <h1>Check the draw</h1>
        <HowItWorks />
        <p>The fingerprint of the secret number, published before anybody joined:</p>
        <p className={styles.code}>{data.draw.commitment}</p>
        {data.check === undefined ? (
          <BeforeDraw draw={data.draw} kept={data.kept} onDue={reload} />
        ) : (
          <AfterDraw eventId={eventId} data={data} check={data.check} />
        )}
        <WhatIsProven />
        <div className={styles.actions}>
          <ButtonLink to={`/events/${eventId}`}>Back to the event</ButtonLink>
        </div>
      </section>
    </Page>
  );
}

function HowItWorks() {
  return (
    <details className={styles.explain}>
      <summary>How the draw works</summary>
      <ol className={styles.list}>
        <li>
          Before anybody joins, the server takes a secret number and publishes its fingerprint (SHA-256). No
          other number has this fingerprint.
        </li>
        <li>Who joins before the sale opens becomes an entry, and gets a signed receipt for it.</li>
        <li>When the sale opens the list is closed. Number and entries alone give every entry its place.</li>
        <li>Number and list are published: anybody can compute the places again, as this page does.</li>
      </ol>
    </details>
  );
}

function BeforeDraw({ draw, kept, onDue }: { draw: QueueDraw; kept: Kept; onDue: () => void }) {
  return (
    <>
      <FingerprintKept draw={draw} kept={kept} />
      <DrawDue draw={draw} onDue={onDue} />
    </>
  );
}

function FingerprintKept({ draw, kept }: { draw: QueueDraw; kept: Kept }) {
  switch (compareFingerprint(draw, kept.commitment)) {
    case 'same':
      return (
        <p>
          This browser keeps it. Write it down too: after the draw it proves that the number was not
          exchanged.
        </p>
      );
    case 'other':
      return (
        <Alarm title="The fingerprint is another one than this browser was shown before.">
          It was {kept.commitment} then. Ask the organiser why.
        </Alarm>
      );
    case 'unknown':
      return null;
  }
}

/** Asks again by itself: at the on-sale second, and then until the order is made. */
function DrawDue({ draw, onDue }: { draw: QueueDraw; onDue: () => void }) {
  const isListOpen = useServerNow() < Date.parse(draw.drawAt);
  useEffect(() => {
    if (isListOpen) return;
    onDue();
    const timer = setInterval(onDue, askAgainMs);
    return () => clearInterval(timer);
  }, [isListOpen, onDue]);
  if (isListOpen) {
    return (
      <>
        {draw.beacon !== undefined && (
          <p>The order also takes in a public value that nobody knows yet: {beaconName(draw.beacon)}.</p>
        )}
        <p>The draw takes place when the sale opens. Then this page recomputes every place.</p>
        <Countdown until={draw.drawAt} />
      </>
    );
  }
  return (
    <p role="status">
      The list is closed.{' '}
      {isBeaconAwaited(draw.beacon) ? beaconWaitWords(draw.beacon) : 'The order is being drawn.'} Then this
      page recomputes every place.
    </p>
  );
}

function AfterDraw({ eventId, data, check }: { eventId: string; data: Checked; check: DrawCheck }) {
  const { draw, kept, status } = data;
  const [pasted, setPasted] = useState<string>();
  const noted = kept.commitment ?? pasted;
  return (
    <>
      {draw.beacon !== undefined && <BeaconOfDraw beacon={draw.beacon} />}
      <FingerprintVerdict draw={draw} remembered={kept.commitment} pasted={pasted} onPaste={setPasted} />
      <DrawOutcome draw={draw} check={check} own={findOwnEntry(draw, kept, status)} noted={noted} />
      <CheckItself eventId={eventId} noted={noted} />
    </>
  );
}

/** Nobody could know its value while the list was open, the organiser included. */
function BeaconOfDraw({ beacon }: { beacon: Beacon }) {
  if (beacon.value === undefined) {
    return <p>The value of {beaconName(beacon)} did not come in time: the order goes by the seed alone.</p>;
  }
  return (
    <>
      <p>The order takes in the public value of {beaconName(beacon)}. Look it up there; it must be this:</p>
      <p className={styles.code}>{beacon.value}</p>
    </>
  );
}
