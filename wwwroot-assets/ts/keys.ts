import { isTyping } from './dom';
import { remember } from './preferences';

const quietMs = 150;
const scanGapMs = 35;
const scanLength = 4;

let pending: ReturnType<typeof setTimeout> | undefined;
let burst: number[] = [];
let lead = '';
let leadAt = 0;

function target(keys: string): HTMLElement | null {
  const scope = document.querySelector('[role="dialog"], [role="alertdialog"]') ?? document;
  return [...scope.querySelectorAll<HTMLElement>('[data-keys]')].find((element) => (element.dataset['keys'] ?? '').split(' ').includes(keys) && element.offsetParent !== null) ?? null;
}

function press(keys: string): void {
  const element = target(keys);
  if (element === null) return;
  if (element.matches('input, textarea, select')) element.focus();
  else element.click();
}

function named(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.shiftKey && event.key.length === 1 && /[A-Za-z]/.test(event.key) ? 'Shift+' : ''}${key}`;
}

/**
 * Elements name their shortcut in `data-keys` ("B", "Shift+H", "Ctrl+Enter", "G+R"). Single letters act after 150 ms of silence and never
 * while a field has focus, so a scanner's burst triggers nothing; Ctrl combinations act at once, in fields too.
 */
export function watchKeys(): void {
  document.addEventListener('change', (event) => {
    if (!(event.target instanceof HTMLInputElement) || !event.target.matches('[data-set-keys]')) return;
    const value = event.target.checked ? 'on' : 'off';
    document.documentElement.dataset['singleKeys'] = value;
    remember('cr.keys', value);
  });
  new MutationObserver(() => {
    document.querySelectorAll<HTMLInputElement>('[data-set-keys]:not([data-seen])').forEach((box) => {
      box.setAttribute('data-seen', '');
      box.checked = document.documentElement.dataset['singleKeys'] !== 'off';
    });
  }).observe(document.documentElement, { subtree: true, childList: true });
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const keys = named(event);
    if (event.ctrlKey || event.metaKey) {
      if (target(keys) === null) return;
      event.preventDefault();
      press(keys);
      return;
    }
    if (isTyping(event.target) || document.documentElement.dataset['singleKeys'] === 'off') return;
    if (event.key.startsWith('Arrow')) {
      // Where nothing scrolls or is chosen by arrows, they may lead from one thing to the next; at once, no scanner sends them.
      const free = event.target === document.body || (event.target instanceof Element && event.target.closest('[data-arrows]') !== null);
      if (!free || target(keys) === null) return;
      event.preventDefault();
      press(keys);
      return;
    }
    if (event.key.length !== 1 && event.key !== 'F8') return;

    const at = performance.now();
    burst = [...burst.filter((time) => at - time < scanGapMs * scanLength), at];
    clearTimeout(pending);
    if (burst.length >= scanLength) return;

    const sequence = lead !== '' && at - leadAt < 1500 ? `${lead}+${keys}` : keys;
    lead = keys === 'G' ? keys : '';
    leadAt = at;
    pending = setTimeout(() => press(sequence), quietMs);
  });
}
