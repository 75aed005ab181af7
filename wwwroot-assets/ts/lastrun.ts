import { remember } from './preferences';

const opened = /^\/command\/run\/([A-Za-z0-9-]+)/;

/** Notes the run that was opened last, so that an old bookmark leads back to it. Pages change without being loaded, so the address is looked at when the page changes. */
export function watchLastRun(): void {
  let seen = '';
  const look = (): void => {
    if (location.pathname === seen) return;
    seen = location.pathname;
    const run = opened.exec(seen)?.[1];
    if (run !== undefined) remember('cr.run', run);
  };
  new MutationObserver(look).observe(document.documentElement, { subtree: true, childList: true });
  look();
}
