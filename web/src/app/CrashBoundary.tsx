import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../components/Button';
import { EmptyState } from '../components/EmptyState';
import { PartNotLoaded } from '../lib/lazyPart';
import { ServerAway } from './ServerAway';

type State = { crash: 'none' | 'broken' | 'not_loaded' };

/** Shows a page that says so when another one breaks or does not arrive, instead of nothing at all. */
export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { crash: 'none' };

  static getDerivedStateFromError(problem: unknown): State {
    return { crash: problem instanceof PartNotLoaded ? 'not_loaded' : 'broken' };
  }

  override componentDidCatch(problem: unknown, info: ErrorInfo) {
    console.error(problem, info.componentStack);
  }

  override render() {
    if (this.state.crash === 'none') return this.props.children;
    if (this.state.crash === 'not_loaded') return <ServerAway />;
    return (
      <EmptyState
        icon="warning"
        title="This page broke"
        heading="h1"
        actions={
          <>
            <Button onClick={() => window.location.reload()}>Reload the page</Button>
            {/* A full load on purpose: whatever broke the page is left behind. */}
            <Button variant="secondary" onClick={() => window.location.assign('/')}>
              All events
            </Button>
          </>
        }
      >
        That is our fault. Seats you hold stay held and payments are never made twice, so it is safe to
        reload.
      </EmptyState>
    );
  }
}
