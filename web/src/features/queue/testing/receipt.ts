/** A receipt as the server signs it for this moment, with a signature of nothing. */
export function receiptAt(iso: string): string {
  const bytes = Buffer.alloc(8 + 8 + 16 + 64);
  bytes.writeBigUInt64BE(BigInt(Date.parse(iso)), 8);
  return `FGQ1.${bytes.toString('base64url')}`;
}
