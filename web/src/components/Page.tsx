import type { ReactNode } from 'react';
import { classes } from '../lib/classes';
import styles from './Page.module.css';

/** The width and margins that all pages share. */
export function Page({ narrow, children }: { narrow?: boolean; children: ReactNode }) {
  return <div className={classes(styles.page, narrow && styles.narrow)}>{children}</div>;
}
