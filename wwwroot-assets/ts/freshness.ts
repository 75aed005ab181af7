import { setAttribute, setText } from './dom';
import { ageText, now } from './clock';

/** live ≤ 2 periods, late ≤ 10, lost beyond, never = no time. The server says it too; this keeps it true while nothing arrives. */
export function freshness(time: string | undefined, periodSeconds: number, at: number): 'live' | 'late' | 'lost' | 'never' {
  const measured = time === undefined || time === '' ? Number.NaN : Date.parse(time);
  if (Number.isNaN(measured)) return 'never';
  const age = (at - measured) / 1000;
  return age <= 2 * periodSeconds ? 'live' : age <= 10 * periodSeconds ? 'late' : 'lost';
}

function refresh(): void {
  const at = now();
  document.querySelectorAll<HTMLElement>('[data-key][data-period]').forEach((value) => {
    setAttribute(value, 'data-fresh', freshness(value.dataset['time'], Number(value.dataset['period']), at));
  });
  document.querySelectorAll<HTMLElement>('[data-age-since]').forEach((age) => {
    const since = Date.parse(age.dataset['ageSince'] ?? '');
    if (!Number.isNaN(since)) setText(age, ageText((at - since) / 1000, age.dataset['ageForm']));
  });
  document.querySelectorAll<HTMLElement>('[data-until]').forEach((countdown) => {
    const until = Date.parse(countdown.dataset['until'] ?? '');
    if (!Number.isNaN(until)) setText(countdown, ageText(Math.max(0, (until - at) / 1000), 'count'));
  });
}

export function watchFreshness(): void {
  new MutationObserver(refresh).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ['data-time', 'data-age-since', 'data-until'] });
  setInterval(refresh, 1000);
  refresh();
}
