import { useEffect, useId, useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { Icon } from '../components/Icon';
import { toast } from '../components/toasts';
import { api, type Schemas, toApiError, unwrap } from '../lib/api/client';
import { useSession } from '../lib/session';
import styles from './AccountMenu.module.css';

/** A button that shows a few links: a disclosure, not an ARIA menu, so Tab works as everywhere else. */
export function AccountMenu({ user }: { user: Schemas['User'] }) {
  const [isOpen, setIsOpen] = useState(false);
  const setMe = useSession((state) => state.setMe);
  const navigate = useNavigate();
  const { key } = useLocation();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panelId = useId();

  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu.
  useEffect(() => setIsOpen(false), [key]);

  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [isOpen]);

  async function signOut() {
    try {
      setMe(await unwrap(api.POST('/api/auth/logout')));
      toast.success('You are signed out.');
      navigate('/');
    } catch (problem) {
      toast.error(toApiError(problem).message, { action: { label: 'Try again', run: () => void signOut() } });
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from anywhere inside.
    <div
      ref={root}
      className={styles.root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        setIsOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-expanded={isOpen}
        aria-controls={panelId}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className={styles.initial} aria-hidden="true">
          {user.name.slice(0, 1).toUpperCase()}
        </span>
        <span className={styles.name}>{user.name}</span>
        <Icon name="down" />
      </button>
      <div id={panelId} className={styles.panel} hidden={!isOpen}>
        <p className={styles.email}>{user.email}</p>
        <Link to="/orders" className={styles.item}>
          <Icon name="ticket" />
          My tickets
        </Link>
        {user.role === 'admin' && (
          <Link to="/operator" className={styles.item}>
            <Icon name="clock" />
            Waiting rooms
          </Link>
        )}
        <button type="button" className={styles.item} onClick={() => void signOut()}>
          <Icon name="leave" />
          Sign out
        </button>
      </div>
    </div>
  );
}
