import { type FormEvent, useState } from 'react';
import { useLocation } from 'react-router';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { toApiError } from '../../lib/api/client';
import type { QueueApi } from './queueApi';
import type { QueueStore } from './store';
import styles from './WaitingRoomPage.module.css';

/** The way into a presale. A link of the organiser's brings the code behind its "#". */
export function AccessCodeForm({
  queue,
  store,
  onActive,
}: {
  queue: QueueApi;
  store: QueueStore;
  onActive: () => void;
}) {
  const fromLink = new URLSearchParams(useLocation().hash.slice(1)).get('code') ?? '';
  const [code, setCode] = useState(fromLink);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  async function show(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    if (code.trim() === '') {
      setProblem('Enter the code that you were sent. It begins with FGA1.');
      return;
    }
    setIsBusy(true);
    try {
      const status = await queue.join(code.trim());
      // Who shops before the draw has no part in it.
      store.getState().giveUp();
      store.getState().take(status);
      onActive();
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code === 'account_required') store.getState().fail(error);
      setProblem(error.message);
      setIsBusy(false);
    }
  }

  return (
    <details className={styles.explain} open={fromLink !== ''}>
      <summary>I have an access code</summary>
      <form className={styles.codeForm} noValidate onSubmit={(event) => void show(event)}>
        <Field
          label="Access code"
          name="code"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={code}
          error={problem}
          hint="It lets you choose seats before the sale opens, and counts once for this browser. While you shop you have no part in the draw."
          onChange={(event) => {
            setCode(event.target.value);
            setProblem(undefined);
          }}
        />
        <Button type="submit" busy={isBusy}>
          Choose seats now
        </Button>
      </form>
    </details>
  );
}
