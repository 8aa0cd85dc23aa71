import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, useLocation } from 'react-router';
import { describe, expect, it } from 'vitest';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { eventList, eventSummary } from '../../testing/fixtures';
import { DiscoveryPage } from './DiscoveryPage';
import { createDiscoveryStore } from './discoveryStore';
import { noFilters } from './filters';

function Address() {
  const { search } = useLocation();
  return <output aria-label="address">{decodeURIComponent(search)}</output>;
}

function open(path = '/') {
  render(
    <MemoryRouter initialEntries={[path]}>
      <DiscoveryPage />
      <Address />
    </MemoryRouter>,
  );
}

const address = () => screen.getByLabelText('address').textContent;
const names = (...all: string[]) => all.map((name, index) => eventSummary({ name, id: `${name}${index}` }));

describe('discovery', () => {
  it('shows events with the price that is paid and a way in', async () => {
    fakeServer({ 'GET /api/events': () => success(eventList([eventSummary({ highDemand: true })])) });
    open();
    const card = within(await screen.findByRole('listitem'));
    expect(card.getByRole('link', { name: 'Aurora Lights Tour' }).getAttribute('href')).toBe(
      '/events/0000000000001',
    );
    expect(card.getByText('from $42')).toBeTruthy();
    expect(card.getByText('High demand')).toBeTruthy();
    expect(card.getByText('Entry through a waiting room')).toBeTruthy();
    expect(screen.getByText('1 event')).toBeTruthy();
  });

  it('tells when a sale opens to the minute, and what it will cost', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const show = eventSummary({ status: 'upcoming', onSaleDate: inAnHour, timeZone: 'UTC' });
    fakeServer({ 'GET /api/events': () => success(eventList([show])) });
    open();
    const card = within(await screen.findByRole('listitem'));
    expect(card.getByText(/^Sale opens (today|tomorrow), \d+:\d\d/)).toBeTruthy();
    expect(card.getByText('$42 – $131.25')).toBeTruthy();
    expect(card.queryByText(/waiting room/)).toBeNull();
  });

  it('searches for what the address asks', async () => {
    const server = fakeServer({ 'GET /api/events': () => success(eventList(names('Blur'))) });
    open('/?q=blur&city=London&status=on_sale&sort=price');
    await screen.findByText('Blur');
    expect(Object.fromEntries(server.to('GET /api/events')[0]?.query ?? [])).toMatchObject({
      q: 'blur',
      city: 'London',
      status: 'on_sale',
      sort: 'price',
    });
  });

  it('puts what is typed into the address, after a pause and as one search', async () => {
    const server = fakeServer({ 'GET /api/events': () => success(eventList(names('Blur'))) });
    open();
    await screen.findByText('Blur');
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search events' }), 'blur');
    await waitFor(() => expect(address()).toBe('?q=blur'));
    await waitFor(() => expect(server.to('GET /api/events')).toHaveLength(2));
  });

  it('asks nothing when the prices leave nothing between them, and says so at the field', async () => {
    const server = fakeServer({ 'GET /api/events': () => success(eventList(names('Blur'))) });
    open('/?min=90&max=40');
    const field = await screen.findByRole('textbox', { name: /^Price to/ });
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('These prices leave nothing between them')).toBeTruthy();
    expect(server.sent).toHaveLength(0);
    await userEvent.type(field, '0');
    expect(await screen.findByText('Blur')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Price to (USD)' }).getAttribute('aria-invalid')).toBeNull();
  });

  it('says what to do when nothing matches, and does it', async () => {
    fakeServer({ 'GET /api/events': ({ query }) => success(eventList(query.has('q') ? [] : names('Blur'))) });
    open('/?q=nothing');
    await userEvent.click(await screen.findByRole('button', { name: 'Clear all filters' }));
    expect(await screen.findByText('Blur')).toBeTruthy();
    expect(address()).toBe('');
  });

  it('offers another try when the list does not load', async () => {
    let isUp = false;
    fakeServer({
      'GET /api/events': () =>
        isUp ? success(eventList(names('Blur'))) : failure(500, 'internal', 'It broke.'),
    });
    open();
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    isUp = true;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Blur')).toBeTruthy();
  });

  it('shows more by the cursor and goes on reading at the first new event', async () => {
    fakeServer({
      'GET /api/events': ({ query }) =>
        query.get('cursor') === 'next'
          ? success(eventList(names('Third'), { total: 3 }))
          : success(eventList(names('First', 'Second'), { total: 3, nextCursor: 'next' })),
    });
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Show more events' }));
    const third = await screen.findByRole('link', { name: 'Third' });
    await waitFor(() => expect(document.activeElement).toBe(third));
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
    expect(screen.queryByRole('button', { name: 'Show more events' })).toBeNull();
  });
});

describe('the discovery store', () => {
  it('drops an answer to a question that is no longer the newest', async () => {
    const answers = new Map<string, (name: string) => void>();
    const store = createDiscoveryStore(
      (query) =>
        new Promise((resolve) => answers.set(query.q ?? '', (name) => resolve(eventList(names(name))))),
    );
    await act(async () => {
      const slow = store.getState().search({ ...noFilters, q: 'slow' });
      const quick = store.getState().search({ ...noFilters, q: 'quick' });
      answers.get('quick')?.('Quick');
      answers.get('slow')?.('Slow');
      await Promise.all([slow, quick]);
    });
    expect(store.getState().events.map((event) => event.name)).toEqual(['Quick']);
    expect(store.getState().answered).toBe('q=quick');
  });
});
