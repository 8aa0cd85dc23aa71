import { useParams } from 'react-router';
import { ButtonLink } from '../../components/Button';
import { Countdown } from '../../components/Countdown';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import { api, unwrap } from '../../lib/api/client';
import { classes } from '../../lib/classes';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import { queueApi } from './queueApi';
import { type DrawCheck, type QueueDraw, verifyDraw } from './verifyDraw';
import styles from './WaitingRoomPage.module.css';
import { formatCount } from './words';

const shownMax = 100;

type Checked = { draw: QueueDraw; check: DrawCheck | undefined; mine: string | undefined };

async function loadChecked(eventId: string, signal: AbortSignal): Promise<Checked> {
  const params = { path: { eventId } };
  const draw = await unwrap(api.GET('/api/queue/{eventId}/draw', { params, signal }));
  // Whoever has no place can check the draw all the same.
  const status = await queueApi(eventId)
    .status()
    .catch(() => undefined);
  return { draw, check: draw.drawn ? await verifyDraw(draw) : undefined, mine: status?.entrantId };
}

/** Recomputes a draw before the reader's eyes. */
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
        <p>The fingerprint that was published before anybody joined:</p>
        <p className={styles.code}>{data.draw.commitment}</p>
        {data.draw.beacon !== undefined && <Beacon beacon={data.draw.beacon} isDrawn={data.draw.drawn} />}
        {data.check === undefined ? (
          <>
            <p>The draw takes place when the sale opens. Then this page recomputes every place.</p>
            <Countdown until={data.draw.drawAt} onReached={reload} />
          </>
        ) : (
          <Outcome draw={data.draw} check={data.check} mine={data.mine} />
        )}
        <div className={styles.actions}>
          <ButtonLink to={`/events/${eventId}`}>Back to the event</ButtonLink>
        </div>
      </section>
    </Page>
  );
}

/** Nobody could know its value while the list was open, the organiser included. */
function Beacon({ beacon, isDrawn }: { beacon: NonNullable<QueueDraw['beacon']>; isDrawn: boolean }) {
  const named = `round ${beacon.round} of ${beacon.source}`;
  if (beacon.value !== undefined) {
    return (
      <>
        <p>The order takes in the public value of {named}. Look it up there; it must be this:</p>
        <p className={styles.code}>{beacon.value}</p>
      </>
    );
  }
  if (isDrawn) return <p>The value of {named} did not come in time: the order goes by the seed alone.</p>;
  return <p>The order also takes in a public value that nobody knows yet: {named}.</p>;
}

function Outcome({ draw, check, mine }: { draw: QueueDraw; check: DrawCheck; mine: string | undefined }) {
  const entrants = draw.entrants ?? [];
  const place = mine === undefined ? 0 : entrants.indexOf(mine) + 1;
  const first = Math.max(0, Math.min(place - shownMax / 2, entrants.length - shownMax));
  return (
    <>
      <p role="status">
        <strong>
          {check.isSeedPromised
            ? 'The seed is the one that was promised.'
            : 'The seed is not the one that was promised: this draw was not honest.'}
        </strong>
        <br />
        <strong>
          {check.firstWrongPlace === undefined
            ? `All ${formatCount(entrants.length)} entries stand where the seed puts them.`
            : `The entry at place ${formatCount(check.firstWrongPlace)} does not stand where the seed puts it.`}
        </strong>
      </p>
      {place > 0 && <p>You were drawn at place {formatCount(place)}.</p>}
      {entrants.length > shownMax && (
        <p className={styles.soft}>
          Places {formatCount(first + 1)} to {formatCount(first + shownMax)} of {formatCount(entrants.length)}
          :
        </p>
      )}
      <ol className={styles.list} start={first + 1}>
        {entrants.slice(first, first + shownMax).map((entrant) => (
          <li key={entrant} className={classes(styles.code, entrant === mine && styles.mine)}>
            {entrant}
            {entrant === mine && ' (you)'}
          </li>
        ))}
      </ol>
    </>
  );
}
