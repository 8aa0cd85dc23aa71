import { useEffect } from 'react';

const siteName = 'Fairgate';

/** Names the tab, and the page for a screen reader that announces navigations. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => setPageTitle(title), [title]);
}

/** For what names a page only for a while. */
export function setPageTitle(title: string | undefined): void {
  document.title = title === undefined ? siteName : `${title} · ${siteName}`;
}
