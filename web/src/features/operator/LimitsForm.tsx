import { type FormEvent, useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { toast } from '../../components/toasts';
import { toApiError } from '../../lib/api/client';
import { formatNumber } from '../../lib/text';
import { draftOf, type LimitsDraft, type LimitsErrors, rateLimit, readLimits, shoppersLimit } from './limits';
import styles from './Operator.module.css';
import type { RoomOverview } from './roomApi';
import { withChange } from './roomStore';
import type { RoomWatch } from './roomWatch';
import { failureWords, limitsWords } from './words';

/** Changes the limits while the room is open. What was typed stays until it is accepted or taken back. */
export function LimitsForm({
  room,
  isBusy,
  adjust,
}: {
  room: RoomOverview;
  isBusy: boolean;
  adjust: RoomWatch['adjust'];
}) {
  const [draft, setDraft] = useState<LimitsDraft>();
  const [errors, setErrors] = useState<LimitsErrors>({});
  const [problem, setProblem] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  // Untouched, the fields follow the room: another operator may change it.
  const shown = draft ?? draftOf(room);

  function type(part: Partial<LimitsDraft>) {
    setDraft({ ...shown, ...part });
    setErrors({});
    setProblem(undefined);
  }

  function reset() {
    setDraft(undefined);
    setErrors({});
    setProblem(undefined);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    const read = readLimits(shown, room);
    if (read.errors !== undefined) {
      setErrors(read.errors);
      form.current
        ?.querySelector<HTMLInputElement>(`[name=${read.errors.shoppers ? 'shoppers' : 'rate'}]`)
        ?.focus();
      return;
    }
    if (Object.keys(read.change).length === 0) {
      reset();
      toast.info(`That is how it is: ${limitsWords(room)}.`);
      return;
    }
    setProblem(undefined);
    try {
      await adjust(read.change);
      reset();
      toast.success(`Changed: ${limitsWords(withChange(room, read.change))}.`);
    } catch (thrown) {
      setProblem(failureWords('Nothing was changed', toApiError(thrown)));
    }
  }

  return (
    <form
      ref={form}
      className={styles.card}
      aria-label="Limits"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <h2 className={styles.heading}>Limits</h2>
      <p className={styles.soft}>They hold from the next second on. Nobody who is active is sent away.</p>
      <Field
        label="Shoppers at once"
        name="shoppers"
        inputMode="numeric"
        autoComplete="off"
        value={shown.shoppers}
        error={errors.shoppers}
        hint={`Now ${formatNumber(room.shoppersMax)}. From 1 to ${formatNumber(shoppersLimit)}.`}
        onChange={(event) => type({ shoppers: event.target.value })}
      />
      <Field
        label="Turns a minute"
        name="rate"
        inputMode="numeric"
        autoComplete="off"
        placeholder="No limit"
        value={shown.rate}
        error={errors.rate}
        hint={
          room.ratePerMinute === undefined
            ? `Now no limit: as fast as shoppers leave. Up to ${formatNumber(rateLimit)}.`
            : `Now ${formatNumber(room.ratePerMinute)}. Empty for no limit.`
        }
        onChange={(event) => type({ rate: event.target.value })}
      />
      {problem !== undefined && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="submit" busy={isBusy}>
          Change limits
        </Button>
        {draft !== undefined && (
          <Button variant="quiet" onClick={reset}>
            Undo
          </Button>
        )}
      </div>
    </form>
  );
}
