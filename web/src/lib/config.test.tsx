import { render, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure, fakeServer, success } from '../testing/fakeServer';
import { config } from '../testing/fixtures';
import { useConfig, useHoldTime } from './config';

function Told() {
  return <p>{useHoldTime()}</p>;
}

const told = () => screen.getByRole('paragraph').textContent;

describe('how long seats are held', () => {
  it('is what the operator has set, asked for once for all who tell it', async () => {
    const server = fakeServer({ 'GET /api/config': () => success(config({ holdSeconds: 300 })) });
    const page = render(<Told />);
    expect(told()).toBe('a short time');
    await screen.findByText('5 minutes');
    page.unmount();
    render(<Told />);
    expect(told()).toBe('5 minutes');
    expect(server.to('GET /api/config')).toHaveLength(1);
  });

  it('is asked for again by the next page when no answer came', async () => {
    const silent = fakeServer({ 'GET /api/config': () => failure(500, 'internal', 'Broken.') });
    const page = render(<Told />);
    await waitFor(() => expect(silent.to('GET /api/config')).toHaveLength(1));
    await waitFor(() => expect(useConfig.getState().asked).toBeUndefined());
    expect(told()).toBe('a short time');
    page.unmount();
    fakeServer({ 'GET /api/config': () => success(config()) });
    render(<Told />);
    await screen.findByText('10 minutes');
  });
});
