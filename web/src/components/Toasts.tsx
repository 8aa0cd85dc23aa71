import { useEffect, useState } from 'react';
import { classes } from '../lib/classes';
import { Icon, type IconName } from './Icon';
import styles from './Toasts.module.css';
import { type Toast, type ToastKind, useToasts } from './toasts';

const icons: Record<ToastKind, IconName> = {
  info: 'info',
  success: 'check',
  warning: 'warning',
  error: 'warning',
};

/** Stands in the page once and for all: a live region must be there before what it announces. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className={styles.stack} role="status" aria-label="Messages">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const dismiss = useToasts((state) => state.dismiss);
  const [isRead, setIsRead] = useState(false);

  useEffect(() => {
    if (toast.lifeMs === undefined || isRead) return;
    const timer = setTimeout(() => dismiss(toast.id), toast.lifeMs);
    return () => clearTimeout(timer);
  }, [toast, isRead, dismiss]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: being pointed at only keeps it from leaving.
    <div
      className={classes(styles.toast, styles[toast.kind])}
      onMouseEnter={() => setIsRead(true)}
      onMouseLeave={() => setIsRead(false)}
      onFocus={() => setIsRead(true)}
      onBlur={() => setIsRead(false)}
    >
      <Icon name={icons[toast.kind]} />
      <p className={styles.text}>{toast.text}</p>
      {toast.action !== undefined && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            dismiss(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        className={styles.close}
        onClick={() => dismiss(toast.id)}
        aria-label="Dismiss message"
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
