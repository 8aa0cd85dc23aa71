import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';
import { useToasts } from '../components/toasts';

const rememberedMax = 50;
const scrollPositions = new Map<string, number>();

/**
 * Makes moving between pages feel as the browser's own: a new page starts at its top, Back returns to where one
 * was, and the focus moves to the new page, so that a keyboard or a screen reader starts there. Hints about the
 * old page go with it.
 */
export function useNavigationFeel(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const { key, pathname } = useLocation();
  const kind = useNavigationType();
  const shownPath = useRef(pathname);

  useEffect(() => {
    const remember = () => {
      scrollPositions.delete(key);
      scrollPositions.set(key, window.scrollY);
      const oldest = scrollPositions.keys().next().value;
      if (scrollPositions.size > rememberedMax && oldest !== undefined) scrollPositions.delete(oldest);
    };
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, [key]);

  useLayoutEffect(() => {
    if (shownPath.current === pathname) return;
    shownPath.current = pathname;
    window.scrollTo(0, kind === 'POP' ? (scrollPositions.get(key) ?? 0) : 0);
    main.current?.focus({ preventScroll: true });
    useToasts.getState().leavePage();
  }, [key, pathname, kind]);

  return main;
}
