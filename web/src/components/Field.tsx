import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { classes } from '../lib/classes';
import styles from './Field.module.css';
import { Icon } from './Icon';

type Frame = {
  label: string;
  /** What is wrong with it, in words that help. Empty and undefined: nothing is. */
  error?: string | undefined;
  hint?: ReactNode;
  /** Something at the end of the box, as a button that shows the password. */
  trailing?: ReactNode;
};

type FieldProps = Frame & Omit<ComponentPropsWithRef<'input'>, 'id'> & { id?: string };

/** A labelled input. Its error stands below it, is read with it, and never costs what was typed. */
export function Field({ label, error, hint, trailing, className, id, ...input }: FieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const hintId = `${inputId}-hint`;
  const errorId = `${inputId}-error`;
  const described = [hint !== undefined && hintId, error && errorId].filter(Boolean).join(' ');

  return (
    <div className={classes(styles.field, className)}>
      <label className={styles.label} htmlFor={inputId}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          {...input}
          id={inputId}
          className={styles.input}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
        />
        {trailing !== undefined && <div className={styles.trailing}>{trailing}</div>}
      </div>
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
      {error && (
        <p id={errorId} className={styles.error}>
          <Icon name="warning" />
          {error}
        </p>
      )}
    </div>
  );
}

type SelectFieldProps = Omit<Frame, 'trailing'> & Omit<ComponentPropsWithRef<'select'>, 'id'>;

export function SelectField({ label, error, hint, className, children, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <div className={classes(styles.field, className)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        <select {...select} id={id} className={classes(styles.input, styles.select)}>
          {children}
        </select>
        <div className={styles.arrow}>
          <Icon name="down" />
        </div>
      </div>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      {error && <p className={styles.error}>{error}</p>}
    </div>
  );
}
