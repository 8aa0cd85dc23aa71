import { ButtonLink } from '../components/Button';
import { EmptyState } from '../components/EmptyState';
import { usePageTitle } from '../lib/usePageTitle';

export function NotFoundPage() {
  usePageTitle('Page not found');
  return (
    <EmptyState
      icon="pin"
      title="This gate leads nowhere"
      heading="h1"
      actions={<ButtonLink to="/">Browse events</ButtonLink>}
    >
      We could not find the page you were looking for. It may have moved, or the address has a typo.
    </EmptyState>
  );
}
