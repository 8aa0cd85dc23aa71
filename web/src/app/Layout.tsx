import { Suspense } from 'react';
import { Outlet, useLocation } from 'react-router';
import { PageSkeleton } from '../components/PageSkeleton';
import { Toasts } from '../components/Toasts';
import { CrashBoundary } from './CrashBoundary';
import { Footer } from './Footer';
import { Header } from './Header';
import styles from './Layout.module.css';
import { OfflineBanner } from './OfflineBanner';
import { useNavigationFeel } from './useNavigationFeel';

export function Layout() {
  const { pathname } = useLocation();
  const main = useNavigationFeel();

  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <Header />
      <OfflineBanner />
      <main id="content" ref={main} tabIndex={-1} className={styles.main}>
        <CrashBoundary key={pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </CrashBoundary>
      </main>
      <Footer />
      <Toasts />
    </div>
  );
}
