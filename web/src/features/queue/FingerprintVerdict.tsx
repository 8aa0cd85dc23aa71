import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Icon } from '../../components/Icon';
import { compareFingerprint, fingerprintFrom } from './verdict';
import type { QueueDraw } from './verifyDraw';
import styles from './WaitingRoomPage.module.css';

/** Something is wrong, and the fan should do something about it. */
export function Alarm({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="alert" className={styles.alarm}>
      <Icon name="warning" />
      <div className={styles.alarmText}>
        <strong>{title}</strong>
        <div>{children}</div>
      </div>
    </div>
  );
}

/** Whether the record is of the draw that was promised, by what was noted before the sale. */
export function FingerprintVerdict({
  draw,
  remembered,
  pasted,
  onPaste,
}: {
  draw: QueueDraw;
  remembered: string | undefined;
  pasted: string | undefined;
  onPaste: (fingerprint: string) => void;
}) {
  const noted = remembered ?? pasted;
  const who = remembered === undefined ? 'you wrote down' : 'this browser was shown before the sale';
  switch (compareFingerprint(draw, noted)) {
    case 'same':
      return (
        <p role="status">
          <strong>The fingerprint is the one that {who}.</strong>
        </p>
      );
    case 'other':
      return (
        <>
          <Alarm title={`The fingerprint is another one than ${who}.`}>
            <p>
              So the secret number was exchanged, and the order may have been made by hand. Save the record
              below, and ask the organiser why. Before the sale it was:
            </p>
            <p className={styles.code}>{noted}</p>
          </Alarm>
          {remembered === undefined && <PasteForm onPaste={onPaste} />}
        </>
      );
    case 'unknown':
      return (
        <>
          <p>
            This browser saw no fingerprint before the sale. Whether the record fits itself is checked below;
            that nobody exchanged all of it only a fingerprint proves that was written down before the sale.
          </p>
          <PasteForm onPaste={onPaste} />
        </>
      );
  }
}

function PasteForm({ onPaste }: { onPaste: (fingerprint: string) => void }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  function compare(event: FormEvent) {
    event.preventDefault();
    const fingerprint = fingerprintFrom(text);
    if (fingerprint === undefined)
      setProblem('A fingerprint has 64 characters: digits, and letters from a to f.');
    else onPaste(fingerprint);
  }
  return (
    <form className={styles.codeForm} noValidate onSubmit={compare}>
      <Field
        label="Fingerprint from before the sale"
        name="fingerprint"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={text}
        error={problem}
        hint="Yours, or one that a friend or the press wrote down."
        onChange={(event) => {
          setText(event.target.value);
          setProblem(undefined);
        }}
      />
      <Button type="submit" variant="secondary">
        Compare
      </Button>
    </form>
  );
}
