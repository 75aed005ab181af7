import { remember } from './preferences';

const memory = 'cr.rung';

const isOff = (): boolean => document.documentElement.dataset['sound'] === 'off';

/** Two short tones. A browser that nobody has touched yet refuses to sound; then the solid blinking shape has to do. */
function sound(): void {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0.25;
  volume.connect(context.destination);
  for (const start of [0, 0.3]) {
    const tone = context.createOscillator();
    tone.type = 'square';
    tone.frequency.value = 784;
    tone.connect(volume);
    tone.start(context.currentTime + start);
    tone.stop(context.currentTime + start + 0.18);
  }
  setTimeout(() => void context.close(), 2000);
}

/** `[data-alarm-ring]` names the newest alarm that is to be heard. What rang, or was there when the window opened, does not ring again. */
function listen(): void {
  const ring = document.querySelector<HTMLElement>('[data-alarm-ring]')?.dataset['alarmRing'];
  if (ring === undefined) return;
  const known = sessionStorage.getItem(memory);
  if (ring === known) return;
  sessionStorage.setItem(memory, ring === '' ? (known ?? '') : ring);
  if (known === null || ring === '' || ring === known) return;
  document.dispatchEvent(new CustomEvent('cr:ring', { detail: ring }));
  if (!isOff()) sound();
}

function show(): void {
  document.querySelectorAll('[data-set-sound]').forEach((button) => {
    const pressed = isOff() ? 'false' : 'true';
    if (button.getAttribute('aria-pressed') !== pressed) button.setAttribute('aria-pressed', pressed);
  });
}

export function watchSound(): void {
  new MutationObserver(() => {
    listen();
    show();
  }).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ['data-alarm-ring', 'data-sound'] });
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || event.target.closest('[data-set-sound]') === null) return;
    const next = isOff() ? 'on' : 'off';
    document.documentElement.dataset['sound'] = next;
    remember('cr.sound', next);
  });
  listen();
  show();
}
