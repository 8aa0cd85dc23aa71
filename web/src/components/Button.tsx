import type { ComponentPropsWithRef } from 'react';
import { Link, type LinkProps } from 'react-router';
import { classes } from '../lib/classes';
import styles from './Button.module.css';

type Look = {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'm' | 'l';
  wide?: boolean;
};

type ButtonProps = ComponentPropsWithRef<'button'> &
  Look & {
    /** Shows that the click is being carried out. The button keeps its focus and ignores further clicks. */
    busy?: boolean;
  };

export function Button({
  variant,
  size,
  wide,
  busy = false,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(look({ variant, size, wide }), busy && styles.busy, className)}
      aria-disabled={busy || rest['aria-disabled']}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <span className={styles.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A link that leads on as strongly as a button. */
export function ButtonLink({ variant, size, wide, className, ...rest }: LinkProps & Look) {
  return <Link {...rest} className={classes(look({ variant, size, wide }), className)} />;
}

function look({ variant = 'primary', size = 'm', wide }: { [K in keyof Look]: Look[K] | undefined }): string {
  return classes(styles.button, styles[variant], size === 'l' && styles.large, wide && styles.wide);
}
