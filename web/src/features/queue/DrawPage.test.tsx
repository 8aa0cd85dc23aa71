import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import { fakeServer, success } from '../../testing/fakeServer';
import { queued } from '../../testing/queueStatus';
import DrawPage from './DrawPage';
import { keep } from './kept';
import type { QueueStatus } from './store';
import { honestDraw, idsOf } from './testing/draw';
import { receiptAt } from './testing/receipt';
import type { QueueDraw } from './verifyDraw';
import { whatIsProvenAddress } from './WhatIsProven';

const { eventId, entrantId } = queued();
const receipt = receiptAt('2026-11-24T09:00:00Z');
const draw = honestDraw({ ids: [...idsOf(200), entrantId] });
const place = (draw.entrants?.indexOf(entrantId) ?? -1) + 1;

/** This browser was in the room before the draw. */
function comeEarly() {
  const early = { phase: 'before_draw', position: 0, serverNow: '2026-11-24T09:00:00Z' } as const;
  keep(queued({ ...early, commitment: draw.commitment, receipt }));
}

function open(
  record: QueueDraw | (() => QueueDraw) = draw,
  status: Partial<QueueStatus> = {},
  path = `/events/${eventId}/draw`,
) {
  const now = typeof record === 'function' ? record : () => record;
  fakeServer({
    [`GET /api/queue/${eventId}/draw`]: () => success(now()),
    [`GET /api/queue/${eventId}/status`]: () => success(queued({ commitment: now().commitment, ...status })),
  });
  render(
    <MemoryRouter initialEntries={[path]}>
      <Routes>
        <Route path="/events/:eventId/draw" element={<DrawPage />} />
      </Routes>
    </MemoryRouter>,
  );
}

const alarms = () => screen.queryAllByRole('alert').map((alarm) => alarm.textContent ?? '');

describe('the page that checks a draw', () => {
  it('finds an honest draw honest, and shows the own place', async () => {
    comeEarly();
    open();
    await screen.findByText('The fingerprint is the one that this browser was shown before the sale.');
    expect(screen.getByText('The seed is the one that was promised.')).toBeTruthy();
    expect(screen.getByText('All 201 entries stand where the seed puts them.')).toBeTruthy();
    expect(screen.getByText(`You were drawn at place ${place}.`)).toBeTruthy();
    expect(screen.getByText(/\(you\)/).textContent).toContain(entrantId);
    expect(alarms()).toEqual([]);
  });

  it('finds nothing to check where nobody came before the draw', async () => {
    open(honestDraw({ ids: [] }));
    await screen.findByText('The list of this draw is empty, so there is no order to check.');
    expect(screen.queryByText(/All 0 entries/)).toBeNull();
  });

  it('sounds the alarm at a record that was forged as a whole', async () => {
    comeEarly();
    open(honestDraw({ seed: 'f0'.repeat(32), ids: [...idsOf(200), entrantId] }));
    await screen.findByText('The fingerprint is another one than this browser was shown before the sale.');
    expect(screen.getByText(draw.commitment)).toBeTruthy();
    expect(screen.queryByText('The seed is the one that was promised.')).toBeNull();
  });

  it('sounds the alarm when the fan was left out, with the receipt at hand', async () => {
    comeEarly();
    open(honestDraw({ ids: idsOf(200) }), { status: 'not_in_queue', entrantId: '0'.repeat(32) });
    await screen.findByText('Your entry is not in this list.');
    expect(screen.getByText(receipt)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Save as a file' })).toBeTruthy();
  });

  it('tells who came late where they stand', async () => {
    open(honestDraw());
    await screen.findByText('You joined after the draw, so you are behind it in order of arrival.');
    expect(alarms()).toEqual([]);
  });

  it('says that it proves little to who saw nothing before, and compares what they paste', async () => {
    open();
    await screen.findByText(/only a fingerprint proves that was written down before the sale/);
    expect(screen.getByText('The seed fits the fingerprint of this record.')).toBeTruthy();
    const field = screen.getByLabelText('Fingerprint from before the sale');
    const compare = () => userEvent.click(screen.getByRole('button', { name: 'Compare' }));
    await userEvent.type(field, 'abc');
    await compare();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await userEvent.clear(field);
    await userEvent.type(field, 'd'.repeat(64));
    await compare();
    expect(alarms()[0]).toContain('The fingerprint is another one than you wrote down.');
    await userEvent.clear(screen.getByLabelText('Fingerprint from before the sale'));
    await userEvent.type(screen.getByLabelText('Fingerprint from before the sale'), draw.commitment);
    await compare();
    expect(screen.getByText('The fingerprint is the one that you wrote down.')).toBeTruthy();
  });

  it('names the raw record and the command that checks it', async () => {
    comeEarly();
    open();
    const link = await screen.findByRole('link', { name: 'the raw record' });
    expect(link.getAttribute('href')).toBe(`/api/queue/${eventId}/draw`);
    expect(
      screen.getByText(new RegExp(`^fairgate verify-queue .*--commitment ${draw.commitment}$`)),
    ).toBeTruthy();
  });

  it('says what it proves and what it does not, opened for who followed the link to that', async () => {
    open();
    const closed = await screen.findByText('What this proves, and what it does not');
    expect(closed.closest('details')?.open).toBe(false);
    expect(screen.getByText(/Nobody was dropped silently/)).toBeTruthy();
    expect(screen.getByText(/That every entry is another person/)).toBeTruthy();
    cleanup();
    open(draw, {}, whatIsProvenAddress(eventId));
    const opened = await screen.findByText('What this proves, and what it does not');
    expect(opened.closest('details')?.open).toBe(true);
  });

  it('counts the places from the first that is shown', async () => {
    const ids = idsOf(300);
    const record = honestDraw({ ids });
    open(record, { entrantId: record.entrants?.[199] ?? '' });
    await screen.findByText('Places 151 to 250 of 300:');
    expect(
      screen
        .getByText(/\(you\)/)
        .closest('ol')
        ?.getAttribute('start'),
    ).toBe('151');
  });

  it('warns before the draw when the fingerprint has been exchanged', async () => {
    comeEarly();
    const { seed: _, entrants: __, ...undrawn } = draw;
    open({ ...undrawn, drawn: false, commitment: 'd'.repeat(64) });
    await screen.findByText('The fingerprint is another one than this browser was shown before.');
  });

  it('says what the order waits for, and looks again until it is there', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-24T10:01:00Z') });
    const waitUntil = '2026-11-24T10:30:00Z';
    const { seed: _, entrants: __, ...closed } = draw;
    let record: QueueDraw = { ...closed, drawn: false, beacon: { source: 'drand', round: 7, waitUntil } };
    open(() => record);
    await act(() => vi.advanceTimersByTimeAsync(100));
    expect(screen.getByText(/The list is closed. The order waits for .* round 7 of drand/)).toBeTruthy();
    expect(screen.queryByRole('timer')).toBeNull();
    record = draw;
    await act(() => vi.advanceTimersByTimeAsync(10_100));
    vi.useRealTimers();
    await screen.findByText('All 201 entries stand where the seed puts them.');
  });

  it('names the value that the order took in, or that it did not come', async () => {
    const beacon = { source: 'drand', round: 7, waitUntil: '2026-11-24T10:30:00Z' };
    open(honestDraw({ beacon: 'ab12' }));
    expect(await screen.findByText('ab12')).toBeTruthy();
    cleanup();
    open({ ...draw, beacon });
    expect(await screen.findByText(/The value of round 7 of drand did not come in time/)).toBeTruthy();
  });
});
