import type { ReactNode } from 'react';
import type { ApiError } from '../lib/api/client';
import { classes } from '../lib/classes';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './Notice.module.css';

type ErrorStateProps = {
  title: string;
  error: ApiError;
  onRetry: () => void;
  actions?: ReactNode;
  heading?: 'h1' | 'h2';
};

export function ErrorState({ title, error, onRetry, actions, heading: Heading = 'h2' }: ErrorStateProps) {
  return (
    <div className={styles.box} role="alert">
      <span className={classes(styles.mark, styles.alarm)}>
        <Icon name={error.code === 'offline' ? 'offline' : 'warning'} />
      </span>
      <Heading className={styles.title}>{title}</Heading>
      <p className={styles.text}>{error.message}</p>
      <div className={styles.actions}>
        <Button onClick={onRetry}>Try again</Button>
        {actions}
      </div>
    </div>
  );
}
