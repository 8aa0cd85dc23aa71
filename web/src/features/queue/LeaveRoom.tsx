import { useState } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { toast } from '../../components/toasts';
import { toApiError } from '../../lib/api/client';
import type { QueueApi } from './queueApi';
import type { QueueStatus } from './store';
import styles from './WaitingRoomPage.module.css';

type LeaveRoomProps = {
  phase: QueueStatus['phase'];
  queue: QueueApi;
  onLeft: () => void;
};

/** The way out. A place may have taken an hour and cannot be had back, so one tap does not give it up. */
export function LeaveRoom({ phase, queue, onLeft }: LeaveRoomProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);

  async function leave() {
    setIsLeaving(true);
    try {
      await queue.leave();
      toast.success('You left the waiting room. Your place is free for others.');
      onLeft();
    } catch (problem) {
      setIsLeaving(false);
      setIsAsking(false);
      toast.error(toApiError(problem).message);
    }
  }

  return (
    <div className={styles.actions}>
      <Button variant="quiet" onClick={() => setIsAsking(true)}>
        Leave the waiting room
      </Button>
      <Dialog
        open={isAsking}
        title="Give up your place?"
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button variant="danger" busy={isLeaving} onClick={() => void leave()}>
              Give it up
            </Button>
            <Button variant="secondary" onClick={() => setIsAsking(false)}>
              Keep my place
            </Button>
          </>
        }
      >
        {phase === 'before_draw'
          ? 'You would have no part in the draw, unless you join again before the sale opens.'
          : 'You cannot have it back: whoever joins again stands at the end of the line.'}
      </Dialog>
    </div>
  );
}
