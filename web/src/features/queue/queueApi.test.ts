import { describe, expect, it, vi } from 'vitest';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { queued } from '../../testing/queueStatus';
import { queueApi } from './queueApi';

const challenge = { text: 'FGW1.x', bits: 4 };
vi.mock('./work/solveInBackground', () => ({
  solveInBackground: async ({ text }: { text: string }) => `${text}.7`,
}));

describe('joining', () => {
  it('solves the challenge of the server and joins with the proof', async () => {
    const server = fakeServer({
      'POST /api/queue/1/join': ({ body }) =>
        (body as { proof?: string }).proof === 'FGW1.x.7'
          ? success(queued())
          : failure(403, 'proof_required', 'Solve the challenge first.'),
      'GET /api/queue/1/status': () => success(queued({ status: 'not_in_queue', challenge })),
    });
    expect((await queueApi('1').join()).status).toBe('queued');
    expect(server.to('POST /api/queue/1/join').map(({ body }) => body)).toEqual([{}, { proof: 'FGW1.x.7' }]);
  });

  it('shows an access code without any work', async () => {
    const server = fakeServer({ 'POST /api/queue/1/join': () => success(queued({ status: 'active' })) });
    await queueApi('1').join('FGA1.abc');
    expect(server.to('POST /api/queue/1/join').map(({ body }) => body)).toEqual([{ accessCode: 'FGA1.abc' }]);
  });
});
