import { Button } from '../../components/Button';
import { toast } from '../../components/toasts';
import { copyText, drawAddress } from './proofFile';
import styles from './WaitingRoomPage.module.css';

/** For who trusts this page as little as the draw: both come from the same server. */
export function CheckItself({ eventId, noted }: { eventId: string; noted: string | undefined }) {
  const address = drawAddress(location.origin, eventId);
  const command = `fairgate verify-queue ${address} --commitment ${noted ?? 'FINGERPRINT'}`;
  async function copy() {
    if (await copyText(command)) toast.success('Command copied.');
    else toast.error('This browser did not let us copy it. Select the line and copy it yourself.');
  }
  return (
    <section className={styles.explain}>
      <h2>Check it without this page</h2>
      <p>
        This page comes from the organiser's server, as the draw does. The program needs no server: it checks{' '}
        <a href={`/api/queue/${encodeURIComponent(eventId)}/draw`}>the raw record</a>, also from a file.
      </p>
      <p className={styles.code}>{command}</p>
      <div className={styles.tools}>
        <Button variant="secondary" onClick={() => void copy()}>
          Copy command
        </Button>
      </div>
    </section>
  );
}
