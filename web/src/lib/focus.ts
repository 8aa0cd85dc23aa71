/** Whether nothing has the focus, as when what had it is gone: whoever has gone on meanwhile is left alone. */
export function isFocusFree(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body || activeElement.tagName === 'MAIN';
}
