const themes = ['dark', 'light', 'contrast'];
const texts = ['normal', 'large', 'larger'];
const year = 365 * 24 * 3600;

export function remember(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${year};samesite=lax`;
}

function set(attribute: 'data-theme' | 'data-text', cookie: string, value: string): void {
  document.documentElement.setAttribute(attribute, value);
  remember(cookie, value);
}

/** The server renders theme, text size and language from cookies; a click applies them at once. Language needs a new circuit. */
export function watchPreferences(): void {
  document.addEventListener('click', (event) => {
    const source = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-set-theme], [data-set-text], [data-set-language]') : null;
    if (source === null) return;
    const { setTheme, setText, setLanguage } = source.dataset;
    if (setTheme === 'next') {
      const current = document.documentElement.dataset['theme'] ?? 'dark';
      const wanted = themes[(themes.indexOf(current) + 1) % themes.length] ?? 'dark';
      // Where the menu of a signed-in user names that theme, its button also stores it with the user.
      const named = document.querySelector<HTMLElement>(`[data-set-theme="${wanted}"]`);
      if (named === null) set('data-theme', 'cr.theme', wanted);
      else named.click();
    } else if (setTheme !== undefined && themes.includes(setTheme)) {
      set('data-theme', 'cr.theme', setTheme);
    }
    if (setText !== undefined && texts.includes(setText)) set('data-text', 'cr.text', setText);
    if (setLanguage !== undefined && document.documentElement.lang !== setLanguage) {
      remember('.AspNetCore.Culture', `c=${setLanguage}|uic=${setLanguage}`);
      // A moment for the circuit to store the choice with the user.
      setTimeout(() => location.reload(), 150);
    }
  });
  document.addEventListener('keyup', (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== 'password' || event.getModifierState === undefined) return;
    event.target.parentElement?.querySelector('[data-caps-lock]')?.toggleAttribute('hidden', !event.getModifierState('CapsLock'));
  });
}
