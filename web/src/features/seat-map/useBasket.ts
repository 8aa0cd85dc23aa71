import { useEffect, useRef, useState } from 'react';
import { t } from '../../lib/text';
import type { Picker } from './picker';
import { heldMessage, removedMessage, splitMessage } from './selection/places';
import { seatName } from './selection/seatNames';

type BasketSetup = {
  picker: Picker;
  seats: number[];
  onShow: (seats: number[]) => void;
  onCheckout: () => void;
};

/** Seats that were found in more than one place. */
type Split = { seats: number[]; text: string };

export const binId = (seat: number) => `remove-${seat}`;

/** What the basket's buttons do, where the focus goes when they are gone, and what is said of it. */
export function useBasket({ picker, seats, onShow, onCheckout }: BasketSetup) {
  const { store } = picker;
  const heading = useRef<HTMLHeadingElement>(null);
  const findButton = useRef<HTMLButtonElement>(null);
  const isCleared = useRef(false);
  const [announcement, setAnnouncement] = useState('');
  const [split, setSplit] = useState<Split>();

  // The button that finds seats may come only with the empty basket.
  useEffect(() => {
    if (seats.length === 0 && isCleared.current) findButton.current?.focus();
  }, [seats.length]);

  const found = (foundSeats: number[], hasLimit: boolean) => {
    const text = splitMessage(picker.plan, foundSeats, hasLimit);
    setSplit(text === undefined ? undefined : { seats: foundSeats, text });
    setAnnouncement([text, heldMessage(picker.plan, foundSeats)].filter(Boolean).join(' '));
    heading.current?.focus();
    onShow(foundSeats);
  };

  const goOn = async () => {
    const outcome = await store.getState().reserveSeats();
    if (outcome === 'complete') {
      onCheckout();
      return;
    }
    const { selectedSeats: left, reservation: held } = store.getState();
    if (left.length > 0) onShow(left.map(Number));
    // With nothing left to reserve the button is gone; where all failed it still has the focus.
    if (outcome === 'failed' && left.length > 0) return;
    if (held) setAnnouncement(heldMessage(picker.plan, held.seatIds.map(Number)));
    heading.current?.focus();
  };

  const clear = async () => {
    isCleared.current = true;
    await store.getState().clear();
    isCleared.current = false;
    if (store.getState().selectedSeats.length === 0) setAnnouncement('All seats removed.');
  };

  const keepSplit = () => {
    setSplit(undefined);
    heading.current?.focus();
  };

  const letSplitGo = async ({ seats: going }: Split) => {
    isCleared.current = true;
    await store.getState().removeSeats(going.map(String));
    isCleared.current = false;
    const left = store.getState().selectedSeats;
    if (going.some((seat) => left.includes(String(seat)))) return;
    const what = t({ one: '{count} seat', other: '{count} seats' }, { count: going.length });
    setAnnouncement(removedMessage(what, left.length));
    if (left.length > 0) heading.current?.focus();
  };

  const remove = async (seat: number, bin: HTMLButtonElement) => {
    const place = seats.indexOf(seat);
    const next = seats[place + 1] ?? seats[place - 1];
    await store.getState().removeSeat(String(seat));
    const left = store.getState().selectedSeats;
    if (left.includes(String(seat))) return;
    setAnnouncement(removedMessage(seatName(picker.plan, seat), left.length));
    // Whoever went elsewhere while the server was asked stays there.
    if (document.activeElement !== bin && document.activeElement !== document.body) return;
    const nextBin = next === undefined ? null : document.getElementById(binId(next));
    (nextBin ?? heading.current)?.focus();
  };

  return {
    heading,
    findButton,
    announcement,
    split: split?.seats.every((seat) => seats.includes(seat)) ? split : undefined,
    found,
    goOn,
    clear,
    remove,
    keepSplit,
    letSplitGo,
  };
}
