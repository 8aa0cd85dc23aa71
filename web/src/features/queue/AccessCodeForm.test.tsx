import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../lib/api/client';
import { queued } from '../../testing/queueStatus';
import { AccessCodeForm } from './AccessCodeForm';
import type { QueueApi } from './queueApi';
import { createQueueStore } from './store';

function open(join: QueueApi['join'], hash = '') {
  const queue = { join, status: vi.fn(), enter: vi.fn(), leave: vi.fn(), openStream: undefined };
  const store = createQueueStore();
  const onActive = vi.fn();
  render(
    <MemoryRouter initialEntries={[`/events/1/queue${hash}`]}>
      <AccessCodeForm queue={queue} store={store} onActive={onActive} />
    </MemoryRouter>,
  );
  return { store, onActive };
}

const use = () => userEvent.click(screen.getByRole('button', { name: 'Choose seats now' }));

describe('the field for an access code', () => {
  it('takes the code of a link, and leads to the seats when the fan says so', async () => {
    const join = vi.fn(async () => queued({ status: 'active', position: 0 }));
    const { store, onActive } = open(join, '#code=FGA1.abc');
    expect(join).not.toHaveBeenCalled();
    await use();
    expect(join).toHaveBeenCalledWith('FGA1.abc');
    expect(store.getState().status?.status).toBe('active');
    expect(onActive).toHaveBeenCalledTimes(1);
  });

  it('says what is wrong with a code, and keeps it', async () => {
    const refuse = async () => {
      throw new ApiError(409, 'access_code_used_up', 'This access code has been used.');
    };
    const { onActive } = open(refuse);
    await userEvent.click(screen.getByText('I have an access code'));
    const field = screen.getByLabelText<HTMLInputElement>('Access code');
    await use();
    expect(await screen.findByText(/Enter the code that you were sent/)).toBeTruthy();
    await userEvent.type(field, ' FGA1.abc ');
    await use();
    expect(await screen.findByText('This access code has been used.')).toBeTruthy();
    expect(field.value).toBe(' FGA1.abc ');
    expect(onActive).not.toHaveBeenCalled();
  });
});
