import { setText } from './dom';

let offset = 0;
let frozen: number | null = null;

/** The server's time, as far as the browser knows it. Sample pages freeze it with `data-now-fixed`, so that their pictures never change. */
export function now(): number {
  return frozen ?? Date.now() + offset;
}

/** True on sample pages. */
export const isFrozen = (): boolean => frozen !== null;

const two = (value: number): string => String(value).padStart(2, '0');

/** "47 s", "12 min", "3 h 18 min", "1 d 6 h"; as "count" 0:47, 1:07:14. Unit words are the same in both languages but for the day. */
export function ageText(seconds: number, form: string | undefined): string {
  const s = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor((s % 3600) / 60);
  if (form === 'count') return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
  const hungarian = document.documentElement.lang.startsWith('hu');
  const [day, hour, minute, second] = hungarian ? ['nap', 'ó', 'p', 'mp'] : ['d', 'h', 'min', 's'];
  if (s < 60) return `${s} ${second}`;
  if (s < 3600) return `${minutes} ${minute}`;
  if (s < 86400) return `${hours} ${hour} ${two(minutes)} ${minute}`;
  return `${Math.floor(s / 86400)} ${day} ${Math.floor((s % 86400) / 3600)} ${hour}`;
}

function tick(): void {
  document.querySelectorAll<HTMLElement>('[data-clock]').forEach((clock) => {
    const zone = clock.dataset['zone'];
    const parts = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...(zone ? { timeZone: zone } : {}) }).formatToParts(now());
    const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
    const seconds = clock.querySelector('.s');
    if (seconds === null) {
      setText(clock, `${part('hour')}:${part('minute')}${clock.dataset['clock'] === 'minutes' ? '' : `:${part('second')}`}`);
    } else {
      setText(clock.querySelector('.hm') ?? clock, `${part('hour')}:${part('minute')}`);
      setText(seconds, `:${part('second')}`);
    }
  });
}

/** Heartbeats carry the server's time; the browser's own clock may be minutes off. */
function synchronise(): void {
  const heart = document.querySelector<HTMLElement>('[data-heartbeat][data-server-time]');
  const server = heart === null ? Number.NaN : Date.parse(heart.dataset['serverTime'] ?? '');
  if (!Number.isNaN(server)) offset = server - Date.now();
}

export function watchClocks(): void {
  const fixed = document.querySelector<HTMLElement>('[data-now-fixed]')?.dataset['nowFixed'];
  if (fixed !== undefined) frozen = Date.parse(fixed);
  new MutationObserver(synchronise).observe(document.documentElement, { subtree: true, attributeFilter: ['data-server-time'] });
  setInterval(tick, 250);
  tick();
}
