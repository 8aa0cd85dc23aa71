import { useEffect } from 'react';
import { ButtonLink } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { useSession } from '../../lib/session';

/** In place of the waiting room, where the organiser gives places to accounts alone. Leads to the log-in and back. */
export function SignInToJoin({ eventId, eventName }: { eventId: string; eventName: string }) {
  const { user, load } = useSession();
  // The server does not know who this is any more: as long as this page does, signing in would lead straight back.
  useEffect(() => {
    if (user !== undefined) void load();
  }, [user, load]);
  const state = { from: `/events/${eventId}/queue` };
  return (
    <EmptyState
      icon="lock"
      title={`Sign in to join: ${eventName}`}
      heading="h1"
      actions={
        <>
          <ButtonLink to="/login" state={state} size="l">
            Sign in
          </ButtonLink>
          <ButtonLink to="/register" state={state} variant="secondary">
            Create an account
          </ButtonLink>
        </>
      }
    >
      The organiser gives one place to each account. You come back here, and your place is the same in every
      browser where you are signed in. What others see of you in the draw tells nothing about your account.
    </EmptyState>
  );
}
