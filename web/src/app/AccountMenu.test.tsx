import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import { user } from '../testing/fixtures';
import { AccountMenu } from './AccountMenu';

async function linksOf(role: 'user' | 'admin') {
  render(
    <MemoryRouter>
      <AccountMenu user={user({ role })} />
    </MemoryRouter>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Ann' }));
  return screen.getAllByRole('link').map(({ textContent }) => textContent);
}

describe('the account menu', () => {
  it('leads operators to the waiting rooms, and nobody else', async () => {
    expect(await linksOf('admin')).toEqual(['My tickets', 'Waiting rooms']);
  });

  it('leads everybody to their tickets', async () => {
    expect(await linksOf('user')).toEqual(['My tickets']);
  });
});
