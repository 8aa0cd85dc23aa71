import { type ReactNode, useRef } from 'react';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import styles from './AccountForm.module.css';

type AccountFormProps = {
  title: string;
  lead: string;
  submitLabel: string;
  busy: boolean;
  /** What the server said, when it belongs to no single field. */
  problem: string | undefined;
  /** False when a field is wrong: the first such field is then shown. */
  onSubmit: () => boolean;
  children: ReactNode;
  footer: ReactNode;
};

export function AccountForm({
  title,
  lead,
  submitLabel,
  busy,
  problem,
  onSubmit,
  children,
  footer,
}: AccountFormProps) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.lead}>{lead}</p>
      <form
        ref={form}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (busy || onSubmit()) return;
          // The errors are rendered after this handler.
          requestAnimationFrame(() =>
            form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
          );
        }}
      >
        {children}
        <div role="alert">
          {problem !== undefined && (
            <p className={styles.problem}>
              <Icon name="warning" />
              {problem}
            </p>
          )}
        </div>
        <Button type="submit" size="l" wide busy={busy}>
          {submitLabel}
        </Button>
      </form>
      <p className={styles.footer}>{footer}</p>
    </div>
  );
}
