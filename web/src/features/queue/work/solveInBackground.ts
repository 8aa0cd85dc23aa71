import type { WorkChallenge } from './solve';

/** Solves the challenge in a worker, so that the page stays alive meanwhile. */
export function solveInBackground(challenge: WorkChallenge): Promise<string> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || 'The worker did not start.'));
  });
  worker.postMessage(challenge);
  return answer.finally(() => worker.terminate());
}
