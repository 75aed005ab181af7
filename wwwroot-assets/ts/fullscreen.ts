/** `[data-fullscreen]` toggles; leaving it is the browser's own Esc. A page that shows a wall scales by rem. */
export function watchFullScreen(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || event.target.closest('[data-fullscreen]') === null) return;
    if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  });
  const scale = (): void => void document.documentElement.classList.toggle('wall', document.querySelector('[data-wall]') !== null);
  new MutationObserver(scale).observe(document.body, { subtree: true, childList: true });
  scale();
}
