import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../components/Button';
import { EmptyState } from '../components/EmptyState';

type State = { hasCrashed: boolean };

/** Shows a page that says so when another one breaks, instead of nothing at all. */
export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { hasCrashed: false };

  static getDerivedStateFromError(): State {
    return { hasCrashed: true };
  }

  override componentDidCatch(problem: unknown, info: ErrorInfo) {
    console.error(problem, info.componentStack);
  }

  override render() {
    if (!this.state.hasCrashed) return this.props.children;
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
