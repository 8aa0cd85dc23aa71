import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { Button, ButtonLink } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { useSession } from '../../lib/session';
import { usePageTitle } from '../../lib/usePageTitle';
import styles from './Operator.module.css';

/** In place of a page that is the operators' own. */
export function SignInFirst() {
  usePageTitle('Sign in');
  const { pathname } = useLocation();
  const { user, load } = useSession();
  // The server does not know who this is any more: as long as this page does, signing in would lead straight back.
  useEffect(() => {
    if (user !== undefined) void load();
  }, [user, load]);
  return (
    <EmptyState
      icon="lock"
      title="Sign in to see waiting rooms"
      heading="h1"
      actions={
        <ButtonLink to="/login" state={{ from: pathname }}>
          Sign in
        </ButtonLink>
      }
    >
      Waiting rooms are steered by operators. Sign in with an operator's account; you come back here.
    </EmptyState>
  );
}

export function NotAllowed({ email, onRetry }: { email: string | undefined; onRetry: () => void }) {
  usePageTitle('Not allowed');
  return (
    <EmptyState
      icon="lock"
      title="Your account is not an operator's"
      heading="h1"
      actions={
        <>
          <Button onClick={onRetry}>Check again</Button>
          <ButtonLink to="/" variant="secondary">
            Browse events
          </ButtonLink>
        </>
      }
    >
      Whoever runs this server can make it one:
      <code className={styles.command}>fairgate admin grant {email ?? 'you@example.com'}</code>
      Or sign in with another account.
    </EmptyState>
  );
}

export function NoRoom({ eventId }: { eventId: string }) {
  usePageTitle('No waiting room');
  return (
    <EmptyState
      icon="clock"
      title="There is no waiting room"
      heading="h1"
      actions={
        <>
          <ButtonLink to="/operator">All waiting rooms</ButtonLink>
          <ButtonLink to={`/events/${eventId}`} variant="secondary">
            See the event
          </ButtonLink>
        </>
      }
    >
      Either this event is sold without one, or the address has a typo.
    </EmptyState>
  );
}
