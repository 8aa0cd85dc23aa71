import { create } from 'zustand';

export type ToastKind = 'info' | 'success' | 'warning' | 'error';

export type Toast = {
  id: number;
  kind: ToastKind;
  text: string;
  action: { label: string; run: () => void } | undefined;
  /** Leaves by itself; a toast that asks for something stays until it is answered or closed. */
  lifeMs: number | undefined;
};

type ToastOptions = { action?: { label: string; run: () => void }; sticky?: boolean };

type ToastState = {
  toasts: Toast[];
  show: (kind: ToastKind, text: string, options?: ToastOptions) => number;
  dismiss: (id: number) => void;
  /** A mere hint is about the page it was said on; what went wrong or well is worth knowing on the next one too. */
  leavePage: () => void;
};

let nextId = 1;
const shownAtOnceMax = 4;
const shortestLifeMs = 5_000;
const lifePerLetterMs = 60;

export const useToasts = create<ToastState>((set, get) => ({
  toasts: [],
  show(kind, text, options = {}) {
    const id = nextId++;
    const stays = options.sticky === true || options.action !== undefined;
    const lifeMs = stays ? undefined : shortestLifeMs + text.length * lifePerLetterMs;
    // The same thing said twice is one thing, said anew.
    const others = get().toasts.filter((toast) => toast.text !== text);
    set({ toasts: [...others, { id, kind, text, action: options.action, lifeMs }].slice(-shownAtOnceMax) });
    return id;
  },
  dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
  leavePage: () => set({ toasts: get().toasts.filter(({ kind }) => kind !== 'info') }),
}));

const show =
  (kind: ToastKind) =>
  (text: string, options?: ToastOptions): number =>
    useToasts.getState().show(kind, text, options);

/** Says something short without taking the focus. */
export const toast = {
  info: show('info'),
  success: show('success'),
  warning: show('warning'),
  error: show('error'),
};
