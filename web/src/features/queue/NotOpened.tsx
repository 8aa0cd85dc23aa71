import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import type { ApiError } from '../../lib/api/client';
import { t } from '../../lib/text';
import { useServerNow } from '../../lib/useServerNow';
import type { QueueState } from './store';
import styles from './WaitingRoomPage.module.css';

/** A join that was refused or had no answer. The page tries again by itself, and says when. */
export function NotOpened({
  state: { retryAt, mayRetryAt },
  error,
  onRetry,
}: {
  state: QueueState;
  error: ApiError;
  onRetry: () => void;
}) {
  // Ticks with the shown seconds.
  useServerNow();
  const now = Date.now();
  return (
    <EmptyState
      icon={error.code === 'offline' ? 'offline' : 'warning'}
      title="The waiting room did not open"
      heading="h1"
      actions={
        <Button disabled={now < mayRetryAt} onClick={onRetry}>
          Try now
        </Button>
      }
    >
      <div className={styles.stack}>
        <p role="alert">{error.message}</p>
        {retryAt !== undefined && <p>{retryWords(retryAt - now)}</p>}
      </div>
    </EmptyState>
  );
}

function retryWords(inMs: number): string {
  const count = Math.ceil(inMs / 1_000);
  if (count <= 0) return 'This page is trying again.';
  return t(
    {
      one: 'You can wait: this page tries again by itself in {count} second.',
      other: 'You can wait: this page tries again by itself in {count} seconds.',
    },
    { count },
  );
}
