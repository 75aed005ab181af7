import { isFrozen } from './clock';
import { setText } from './dom';

const silenceMs = 6000;
const tickMs = 500;
const askAgainMs = 3000;

/**
 * The NOT-LIVE band. The circuit renders a heartbeat every 2 s (`[data-heartbeat]`). When none came for 6 s, or the connection is known
 * to be down, the band shows and everything that writes is locked. It clears only when a heartbeat came after the loss AND the page
 * re-queried after it: the heartbeat's hidden `[data-requery]` button asks for that, its `data-requeried` counts them.
 */
export class NotLive {
  private lastBeat = '';
  private lastBeatAt = Date.now();
  private lastBeatMono = performance.now();
  private connectionDown = false;
  private lost: { beat: string; requeried: string; askedAt: number } | null = null;

  watch(): void {
    new MutationObserver(() => this.look()).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ['data-heartbeat', 'data-requeried'] });
    for (const type of ['click', 'pointerdown', 'keydown', 'submit'] as const) window.addEventListener(type, (event) => this.refuse(event), true);
    document.addEventListener('visibilitychange', () => this.look());
    setInterval(() => this.look(), tickMs);
    this.look();
  }

  setConnectionDown(down: boolean): void {
    this.connectionDown = down;
    this.look();
  }

  /** Whichever clock saw more time: the monotonic one stops while a laptop sleeps, the wall clock may be set back. */
  private silence(): number {
    return Math.max(performance.now() - this.lastBeatMono, Date.now() - this.lastBeatAt);
  }

  private look(): void {
    const heart = document.querySelector<HTMLElement>('[data-heartbeat]');
    if (heart === null) {
      if (this.lost !== null) this.clear();
      this.beatNow('');
      return;
    }

    const beat = heart.dataset['heartbeat'] ?? '';
    if (beat !== this.lastBeat) this.beatNow(beat);

    if (this.lost === null) {
      if (this.connectionDown || this.silence() > silenceMs) this.lose(heart);
    } else if (!this.connectionDown && beat !== this.lost.beat && this.silence() <= silenceMs) {
      if ((heart.dataset['requeried'] ?? '') !== this.lost.requeried) {
        this.clear();
      } else if (performance.now() - this.lost.askedAt > askAgainMs) {
        this.lost.askedAt = performance.now();
        heart.querySelector<HTMLElement>('[data-requery]')?.click();
      }
    } else if (this.connectionDown || this.silence() > silenceMs) {
      // Lost again before it recovered: only a heartbeat and a re-query after this moment count.
      this.lost.beat = beat;
      this.lost.requeried = heart.dataset['requeried'] ?? '';
      this.lost.askedAt = Number.NEGATIVE_INFINITY;
    }

    if (this.lost !== null) this.show();
    else if (!isFrozen()) this.showAge();
  }

  /** The age of the last frame: how live "live" is. */
  private showAge(): void {
    const seconds = (this.silence() / 1000).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    document.querySelectorAll<HTMLElement>('[data-live-age]').forEach((age) => setText(age, (age.dataset['liveAge'] ?? '{0}').replace('{0}', seconds)));
  }

  private beatNow(beat: string): void {
    this.lastBeat = beat;
    this.lastBeatAt = Date.now();
    this.lastBeatMono = performance.now();
  }

  private lose(heart: HTMLElement): void {
    this.lost = { beat: this.lastBeat, requeried: heart.dataset['requeried'] ?? '', askedAt: Number.NEGATIVE_INFINITY };
    document.documentElement.setAttribute('data-not-live', '');
    document.dispatchEvent(new CustomEvent('cr:not-live', { detail: true }));
  }

  private clear(): void {
    this.lost = null;
    document.documentElement.removeAttribute('data-not-live');
    document.querySelectorAll('[data-band="not-live"]').forEach((band) => band.setAttribute('hidden', ''));
    document.querySelectorAll('[data-locked]').forEach((button) => {
      button.removeAttribute('inert');
      button.removeAttribute('data-locked');
    });
    document.dispatchEvent(new CustomEvent('cr:not-live', { detail: false }));
  }

  private show(): void {
    const seconds = String(Math.max(0, Math.round(this.silence() / 1000)));
    document.querySelectorAll<HTMLElement>('[data-band="not-live"]').forEach((band) => {
      const reason = band.dataset['lockReason'];
      if (reason !== undefined) document.documentElement.style.setProperty('--cr-lock-reason', JSON.stringify(reason));
      band.removeAttribute('hidden');
    });
    document.querySelectorAll('[data-not-live-seconds]').forEach((element) => setText(element, seconds));
    document.querySelectorAll('[data-action]:not([inert])').forEach((button) => {
      button.setAttribute('inert', '');
      button.setAttribute('data-locked', '');
    });
  }

  /** Inert elements get no clicks; this also stops keyboard, form submits and elements rendered a moment ago. */
  private refuse(event: Event): void {
    if (this.lost === null || !(event.target instanceof Element)) return;
    const form = event.type === 'submit' ? event.target : null;
    const writes = event.target.closest('[data-action]') ?? form?.querySelector('[data-action]') ?? null;
    const byKey = event instanceof KeyboardEvent && !['Enter', ' '].includes(event.key);
    if (writes === null || byKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
