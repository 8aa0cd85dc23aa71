import { Link, NavLink, useLocation } from 'react-router';
import { Icon } from '../components/Icon';
import { useSession } from '../lib/session';
import { AccountMenu } from './AccountMenu';
import styles from './Header.module.css';
import { HeldSeats } from './HeldSeats';
import { InLine } from './InLine';
import { Logo } from './Logo';

export function Header() {
  const status = useSession((state) => state.status);
  const user = useSession((state) => state.user);
  const { pathname, search } = useLocation();
  const isSigningIn = pathname === '/login' || pathname === '/register';

  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link to="/" className={styles.logo} aria-label="Fairgate, all events">
          <Logo />
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          <NavLink to="/" end className={styles.link}>
            Events
          </NavLink>
          <NavLink to="/orders" className={styles.link}>
            <Icon name="ticket" />
            My tickets
          </NavLink>
        </nav>
        <div className={styles.chips}>
          <InLine />
          <HeldSeats />
        </div>
        <div className={styles.account}>
          {user !== undefined && <AccountMenu user={user} />}
          {user === undefined && status === 'known' && (
            <Link
              to="/login"
              state={isSigningIn ? undefined : { from: pathname + search }}
              className={styles.signIn}
            >
              <Icon name="user" />
              Sign in
            </Link>
          )}
        </div>
      </div>
    </header>
  );
}
