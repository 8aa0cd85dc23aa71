import { useEffect } from 'react';
import { api, type Schemas, unwrap } from '../../lib/api/client';
import { type Loaded, useLoad } from '../../lib/useLoad';

const pendingAskedEveryMs = 3_000;

/** An order; one that is still being confirmed is asked for again until it is not. */
export function useOrder(orderId: string): Loaded<Schemas['Order']> {
  const order = useLoad(
    (signal) => unwrap(api.GET('/api/orders/{id}', { params: { path: { id: orderId } }, signal })),
    [orderId],
  );
  const isPending = order.data?.status === 'pending';
  const { data, reload } = order;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer, though equal to the last, starts the next wait.
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(reload, pendingAskedEveryMs);
    return () => clearTimeout(timer);
  }, [isPending, data, reload]);

  return order;
}

export function useTickets(orderId: string, isPaid: boolean): Loaded<Schemas['TicketList'] | undefined> {
  return useLoad(
    (signal) =>
      isPaid
        ? unwrap(api.GET('/api/orders/{id}/tickets', { params: { path: { id: orderId } }, signal }))
        : Promise.resolve(undefined),
    [orderId, isPaid],
  );
}
