import type { QueueStatus } from './store';

/** A receipt and whose it is. The first one of an entry is kept: a later one proves a later moment. */
export type Proof = {
  entrantId: string;
  receipt: string;
  /** The on-sale second as it stood when the receipt was given. */
  opensAt: string;
};

/** What this browser keeps of a waiting room, so that nobody can exchange it later. */
export type Kept = {
  /** The fingerprint of the seed, as it was first shown before the sale. */
  commitment: string | undefined;
  proofs: Proof[];
};

/** One browser may have been several fans, one account after the other. */
const proofsMax = 8;
const nothing: Kept = { commitment: undefined, proofs: [] };
const keyOf = (eventId: string) => `fairgate.queue.${eventId}`;

export function readKept(eventId: string): Kept {
  try {
    return keptFrom(JSON.parse(localStorage.getItem(keyOf(eventId)) ?? 'null'));
  } catch {
    return nothing;
  }
}

/** Takes from a status what is worth keeping. `known`: what this page has kept, should the browser keep nothing. */
export function keep(status: QueueStatus, known: Kept = nothing): Kept {
  const stored = readKept(status.eventId);
  const before = stored === nothing ? known : stored;
  const isBeforeSale = Date.parse(status.serverNow) < Date.parse(status.opensAt);
  const after = {
    commitment: before.commitment ?? (isBeforeSale ? status.commitment : undefined),
    proofs: withProof(before.proofs, status),
  };
  write(status.eventId, after);
  return after;
}

/** A place that its owner gave up before the draw proves nothing any more. */
export function dropProof(eventId: string, entrantId: string, known: Kept): Kept {
  const after = { ...known, proofs: known.proofs.filter((proof) => proof.entrantId !== entrantId) };
  write(eventId, after);
  return after;
}

export function proofOf(kept: Kept, entrantId: string): Proof | undefined {
  return kept.proofs.find((proof) => proof.entrantId === entrantId);
}

/** When the server signed it, in milliseconds; undefined for a line that is no receipt. */
export function receiptTime(receipt: string): number | undefined {
  const text = /^FGQ1\.([\w-]+)$/.exec(receipt)?.[1];
  if (text === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    return Number(new DataView(bytes.buffer).getBigUint64(8));
  } catch {
    return undefined;
  }
}

/** Whether its owner was in the room in time for the draw. */
export function isInTime({ receipt, opensAt }: Proof): boolean {
  const at = receiptTime(receipt);
  return at !== undefined && at < Date.parse(opensAt);
}

function withProof(proofs: Proof[], { entrantId, receipt, opensAt }: QueueStatus): Proof[] {
  if (receipt === undefined || proofs.some((proof) => proof.entrantId === entrantId)) return proofs;
  return [...proofs, { entrantId, receipt, opensAt }].slice(-proofsMax);
}

function write(eventId: string, kept: Kept): void {
  try {
    const text = JSON.stringify(kept);
    if (localStorage.getItem(keyOf(eventId)) !== text) localStorage.setItem(keyOf(eventId), text);
  } catch {
    // A browser that keeps nothing still shows what this page knows.
  }
}

function keptFrom(stored: unknown): Kept {
  if (typeof stored !== 'object' || stored === null) return nothing;
  const { commitment, proofs } = stored as Record<string, unknown>;
  return {
    commitment: typeof commitment === 'string' ? commitment : undefined,
    proofs: Array.isArray(proofs) ? proofs.filter(isProof) : [],
  };
}

function isProof(value: unknown): value is Proof {
  if (typeof value !== 'object' || value === null) return false;
  const { entrantId, receipt, opensAt } = value as Record<string, unknown>;
  return [entrantId, receipt, opensAt].every((part) => typeof part === 'string');
}
