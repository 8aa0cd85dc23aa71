import { useEffect } from 'react';

const siteName = 'Fairgate';

/** Names the tab, and the page for a screen reader that announces navigations. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? siteName : `${title} · ${siteName}`;
  }, [title]);
}
