import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { event } from '../../testing/fixtures';
import { ListView } from './ListView';
import { createPicker } from './picker';
import { makeTheatre } from './testing/theatre';

const click = (name: RegExp) => userEvent.click(screen.getByRole('button', { name }));

it('tells the price of a free seat that cannot be chosen now, and does not call it taken', async () => {
  const picker = createPicker(event(), makeTheatre());
  const onToggle = vi.fn();
  const filter = { categories: undefined, accessibleOnly: false };
  render(<ListView picker={picker} version={1} isKnown filter={filter} canBuy={false} onToggle={onToggle} />);
  await click(/^Stalls centre/);
  await click(/^Row A/);
  const seats = screen.getByRole('list', { name: 'Seats of row A' });
  expect(seats.textContent).toContain('$131.25');
  expect(seats.textContent).not.toContain('taken');
  await click(/row A, seat 1[^0]/);
  expect(onToggle).not.toHaveBeenCalled();
});
