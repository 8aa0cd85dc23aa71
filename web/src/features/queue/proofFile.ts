import type { Proof } from './kept';

type ProofFile = {
  eventId: string;
  eventName: string | undefined;
  proof: Proof;
  commitment: string | undefined;
  /** What receipts are checked with. */
  key: string | undefined;
  origin: string;
};

/** All that somebody needs who checks the draw without this browser. */
export function proofText({ eventId, eventName, proof, commitment, key, origin }: ProofFile): string {
  const draw = drawAddress(origin, eventId);
  const lines = [
    `Event:        ${eventName === undefined ? eventId : `${eventName} (${eventId})`}`,
    `Sale opens:   ${proof.opensAt}`,
    `Entry:        ${proof.entrantId}`,
    `Receipt:      ${proof.receipt}`,
    `Receipt key:  ${key ?? `receiptPublicKey of ${origin}/api/config`}`,
    `Fingerprint:  ${commitment ?? 'not seen before the sale'}`,
    `Draw:         ${draw}`,
    '',
    'After the draw, whether you are in the list at the place that the seed gives you:',
    `  fairgate verify-queue ${draw}${commitment === undefined ? '' : ` --commitment ${commitment}`} \\`,
    `    --receipt ${proof.receipt} --key ${key ?? 'RECEIPT-KEY'}`,
    '',
  ];
  return lines.join('\n');
}

export function drawAddress(origin: string, eventId: string): string {
  return `${origin}/api/queue/${encodeURIComponent(eventId)}/draw`;
}

/** False where the browser refuses, as on a page that came without TLS. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function saveText(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
