import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './Notice.module.css';

type EmptyStateProps = {
  icon: IconName;
  title: string;
  /** What to do now. */
  children: ReactNode;
  actions?: ReactNode;
  /** The page's only heading, or one below it. */
  heading?: 'h1' | 'h2';
};

export function EmptyState({ icon, title, children, actions, heading: Heading = 'h2' }: EmptyStateProps) {
  return (
    <div className={styles.box}>
      <span className={styles.mark}>
        <Icon name={icon} />
      </span>
      <Heading className={styles.title}>{title}</Heading>
      <div className={styles.text}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
