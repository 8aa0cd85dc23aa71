import { Link } from 'react-router';
import styles from './Footer.module.css';
import { Logo } from './Logo';

export function Footer() {
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <Logo />
        <p className={styles.promise}>One seat, one buyer. The price you see is the price you pay.</p>
        <nav aria-label="Footer" className={styles.links}>
          <Link to="/">Events</Link>
          <Link to="/orders">My tickets</Link>
        </nav>
      </div>
    </footer>
  );
}
