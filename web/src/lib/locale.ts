/** The texts are English, so numbers and dates follow the reader's kind of English, and never another language. */
export function pickLocale(wanted: readonly string[]): string {
  return wanted.find((tag) => /^en(-|$)/i.test(tag)) ?? 'en-US';
}

export const locale = pickLocale(globalThis.navigator?.languages ?? []);
