import { useState } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Icon } from '../../components/Icon';
import { toast } from '../../components/toasts';
import { toApiError } from '../../lib/api/client';
import { t } from '../../lib/text';
import styles from './Operator.module.css';
import type { RoomOverview } from './roomApi';
import type { RoomWatch } from './roomWatch';
import { failureWords, resumeWords } from './words';

/** Pauses the room or lets it go on, after saying what that means. */
export function PauseControl({
  room,
  isBusy,
  adjust,
}: {
  room: RoomOverview;
  isBusy: boolean;
  adjust: RoomWatch['adjust'];
}) {
  const [asked, setAsked] = useState<'pause' | 'resume'>();

  async function set(paused: boolean) {
    setAsked(undefined);
    try {
      await adjust({ paused });
      toast.success(paused ? 'The room is paused. Nobody gets a turn.' : 'The room goes on.');
    } catch (problem) {
      toast.error(failureWords(paused ? 'Not paused' : 'Not resumed', toApiError(problem)), {
        action: { label: 'Try again', run: () => void set(paused) },
      });
    }
  }

  return (
    <>
      {room.paused ? (
        <Button busy={isBusy} onClick={() => setAsked('resume')}>
          <Icon name="play" />
          Resume
        </Button>
      ) : (
        <Button variant="danger" busy={isBusy} onClick={() => setAsked('pause')}>
          <Icon name="pause" />
          Pause
        </Button>
      )}
      <Dialog
        open={asked !== undefined}
        title={asked === 'resume' ? 'Resume the waiting room?' : 'Pause the waiting room?'}
        onClose={() => setAsked(undefined)}
        actions={
          <>
            <Button onClick={() => void set(asked === 'pause')}>
              {asked === 'pause' ? 'Pause the room' : 'Resume the room'}
            </Button>
            <Button variant="secondary" onClick={() => setAsked(undefined)}>
              Cancel
            </Button>
          </>
        }
      >
        {asked === 'resume' ? <p>{resumeWords(room)}</p> : <WhatPausingMeans room={room} />}
      </Dialog>
    </>
  );
}

function WhatPausingMeans({ room }: { room: RoomOverview }) {
  return (
    <div className={styles.means}>
      <p>
        Nobody gets a turn until you resume.{' '}
        {t(
          {
            zero: 'Nobody waits now',
            one: 'The {count} fan who waits keeps their place',
            other: 'The {count} fans who wait keep their places',
          },
          { count: room.waiting },
        )}
        , and others may still join.
      </p>
      {room.active > 0 && (
        <p>
          {t(
            { one: 'The {count} fan who is active goes on', other: 'The {count} fans who are active go on' },
            { count: room.active },
          )}
          : turns that were given, shopping and payment are not interrupted.
        </p>
      )}
    </div>
  );
}
