/** Something draggable may be dropped on `[data-drop]`. The browser asks that many times a second, too often for the server; only the drop itself goes there. */
export function watchDrag(): void {
  document.addEventListener('dragstart', (event) => {
    if (event.target instanceof Element && event.target.matches('[draggable="true"]')) event.dataTransfer?.setData('text/plain', event.target.getAttribute('data-lot') ?? '');
  });
  document.addEventListener('dragover', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-drop]') !== null) event.preventDefault();
  });
}
