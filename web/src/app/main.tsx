import './tokens.css';
import './base.css';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { PageSkeleton } from '../components/PageSkeleton';
import { App } from './App';
import { CrashBoundary } from './CrashBoundary';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');

createRoot(root).render(
  <StrictMode>
    <CrashBoundary>
      <BrowserRouter>
        <Suspense fallback={<PageSkeleton />}>
          <App />
        </Suspense>
      </BrowserRouter>
    </CrashBoundary>
  </StrictMode>,
);
