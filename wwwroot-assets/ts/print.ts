/** A button with `data-print` opens the browser's own print dialog; it works without a circuit. `data-back` goes where the reader came from. */
export function watchPrint(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest('[data-print]') !== null) window.print();
    else if (event.target.closest('[data-back]') !== null && history.length > 1) {
      event.preventDefault();
      history.back();
    }
  });
}
