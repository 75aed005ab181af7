/** `[data-fullscreen]` toggles; leaving it is the browser's own Esc. */
export function watchFullScreen(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || event.target.closest('[data-fullscreen]') === null) return;
    if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  });
}
