const focusable = 'a[href], button:not([disabled]):not([inert]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';
const modal = '[aria-modal="true"]';

let open: Element | null = null;
let before: Element | null = null;

const inside = (dialog: Element): HTMLElement[] => [...dialog.querySelectorAll<HTMLElement>(focusable)].filter((element) => element.offsetParent !== null);

function current(): Element | null {
  return [...document.querySelectorAll(modal)].at(-1) ?? null;
}

/** A dialog takes the focus, keeps it while it is open and gives it back. Esc presses its `[data-cancel]`. */
export function watchDialogs(): void {
  const look = (): void => {
    const dialog = current();
    if (dialog === open) return;
    if (dialog === null) {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      before = null;
    } else {
      if (open === null) before = document.activeElement;
      const first = dialog.querySelector<HTMLElement>('[autofocus], [data-autofocus]') ?? inside(dialog)[0] ?? null;
      if (!dialog.contains(document.activeElement)) first?.focus();
    }
    open = dialog;
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  look();

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
