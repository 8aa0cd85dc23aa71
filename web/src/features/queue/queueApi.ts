import { ApiError, api, type Schemas, unwrap } from '../../lib/api/client';
import type { QueueStatus } from './store';
import { solveInBackground } from './work/solveInBackground';

/** Joins; where that costs some computing, after it has been done in the background. */
async function joinWithWork(eventId: string, accessCode: string | undefined): Promise<QueueStatus> {
  const params = { path: { eventId } };
  const join = (body: Schemas['JoinQueueRequest']) =>
    unwrap(api.POST('/api/queue/{eventId}/join', { params, body }));
  if (accessCode !== undefined) return join({ accessCode });
  try {
    return await join({});
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.code !== 'proof_required') throw problem;
    const { challenge } = await unwrap(api.GET('/api/queue/{eventId}/status', { params }));
    if (challenge === undefined) throw problem;
    return join({ proof: await solveInBackground(challenge) });
  }
}

/** The calls of one event's waiting room. */
export type QueueApi = {
  /** With an access code, the way into a presale. */
  join: (accessCode?: string) => Promise<QueueStatus>;
  status: () => Promise<QueueStatus>;
  enter: () => Promise<QueueStatus>;
  leave: () => Promise<QueueStatus>;
  /** Tells each change until the returned function is called; undefined where the browser has no streams. */
  openStream:
    | ((handlers: { onStatus: (status: QueueStatus) => void; onBroken: () => void }) => () => void)
    | undefined;
};

export function queueApi(eventId: string): QueueApi {
  const params = { path: { eventId } };
  return {
    join: (accessCode) => joinWithWork(eventId, accessCode),
    status: () => unwrap(api.GET('/api/queue/{eventId}/status', { params })),
    enter: () => unwrap(api.POST('/api/queue/{eventId}/enter', { params })),
    leave: () => unwrap(api.POST('/api/queue/{eventId}/leave', { params })),
    openStream:
      typeof EventSource === 'undefined'
        ? undefined
        : ({ onStatus, onBroken }) => {
            const source = new EventSource(`/api/queue/${encodeURIComponent(eventId)}/stream`);
            source.addEventListener('status', (message: MessageEvent<string>) =>
              onStatus(JSON.parse(message.data) as QueueStatus),
            );
            source.onerror = () => {
              source.close();
              onBroken();
            };
            return () => source.close();
          },
  };
}
