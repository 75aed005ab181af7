/** Halves of a character and NUL: what no database keeps and no message can carry. A paste may bring them in. */
const unspeakable = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|\0/g;

function clean(event: Event): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  const spoken = field.value.replace(unspeakable, (part) => (part === '\0' ? '' : '\uFFFD'));
  if (spoken !== field.value) field.value = spoken;
}

/** Before anybody else reads the field. */
export function watchText(): void {
  window.addEventListener('input', clean, { capture: true });
  window.addEventListener('change', clean, { capture: true });
}
