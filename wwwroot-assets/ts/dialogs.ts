const focusable = 'a[href], button:not([disabled]):not([inert]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';
const modal = '[aria-modal="true"]';

let open: Element | null = null;
let before: Element | null = null;

/** Where the focus may go once the dialog is closed or the action done, best first. */
let ways: HTMLElement[] = [];
/** Where it is, until somebody moves it. */
let given: HTMLElement | null = null;

const isUsable = (element: HTMLElement): boolean => element.isConnected && element.matches(focusable) && element.getClientRects().length > 0;
const inside = (dialog: Element): HTMLElement[] => [...dialog.querySelectorAll<HTMLElement>(focusable)].filter((element) => element.offsetParent !== null);
const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

function current(): Element | null {
  return [...document.querySelectorAll(modal)].at(-1) ?? null;
}

/**
 * Back to where the dialog was opened; when that goes with what the dialog did, to the row that was chosen or one beside it, and else to
 * what stood before it on the page.
 */
function waysBack(from: Element | null): HTMLElement[] {
  if (!(from instanceof HTMLElement) || from === document.body) return [];
  const stops = [...document.querySelectorAll<HTMLElement>(focusable)].filter((element) => element.closest(modal) === null);
  const row = from.closest('tr, li') ?? document.querySelector('main [aria-selected="true"]');
  const rows = [row, row?.nextElementSibling, row?.previousElementSibling];
  const earlier = stops.filter((element) => (from.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0 && element.closest('main') !== null);
  return [from, ...rows.flatMap((near) => stops.filter((element) => near?.contains(element) === true)), ...earlier.reverse()];
}

function giveBack(): void {
  const heading = document.querySelector('h1');
  const place = ways.find(isUsable) ?? heading;
  if (place === heading) heading?.setAttribute('tabindex', '-1');
  place?.focus();
  given = place;
}

function forget(): void {
  if (open !== null) return;
  ways = [];
  given = null;
}

/** A dialog takes the focus, keeps it while it is open and gives it back. Esc presses its `[data-cancel]`. */
export function watchDialogs(): void {
  const look = (): void => {
    const dialog = current();
    if (dialog === open) {
      // What a dialog did shows a little after it has closed, and may take away the very button that opened it.
      if (given !== null && !isUsable(given) && isLost()) giveBack();
      return;
    }
    if (dialog === null) {
      if (before instanceof HTMLElement && before !== document.body) giveBack();
      before = null;
    } else {
      if (open === null) {
        before = document.activeElement;
        ways = waysBack(before);
        given = null;
      }
      const first = dialog.querySelector<HTMLElement>('[autofocus], [data-autofocus]') ?? inside(dialog)[0] ?? null;
      if (!dialog.contains(document.activeElement)) first?.focus();
    }
    open = dialog;
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
  look();

  document.addEventListener('pointerdown', forget);
  // An action without a dialog may lock its own button, or take it away.
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
    if (open !== null || button === null || button !== document.activeElement) return;
    ways = waysBack(button);
    given = button;
  });
  document.addEventListener('focusin', (event) => {
    if (given !== null && event.target !== given) forget();
  });
  document.addEventListener('keydown', (event) => {
    const dialog = current();
    if (dialog === null) {
      if (event.key === 'Escape') document.querySelectorAll('details.cr-user[open]').forEach((menu) => menu.removeAttribute('open'));
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      dialog.querySelector<HTMLElement>('[data-cancel]')?.click();
    } else if (event.key === 'Tab') {
      const stops = inside(dialog);
      const [first, last] = [stops[0], stops.at(-1)];
      if (first === undefined || last === undefined) return;
      const outside = !dialog.contains(document.activeElement);
      if (event.shiftKey && (outside || document.activeElement === first)) {
        event.preventDefault();
        last.focus();
      } else if (!event.shiftKey && (outside || document.activeElement === last)) {
        event.preventDefault();
        first.focus();
      }
    }
  });
}
