import { solve, type WorkChallenge } from './solve';

// The type of a worker's own scope is in a library that the page's types exclude.
self.onmessage = ({ data }: MessageEvent<WorkChallenge>) => self.postMessage(solve(data));
