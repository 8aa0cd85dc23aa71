/** In the address, so that Back leads away from the seats and a reload does not. */
export const lookQuery = 'look';

export function lookAt(eventId: string): string {
  return `/events/${eventId}?${lookQuery}`;
}
