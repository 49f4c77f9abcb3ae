// A finger's tap leaves a field and clicks in the same instant: the browser would send what was typed and the click as one
// message, and a change of page gets lost in it. So the field is left when the finger touches, and clicked when it lifts.
(() => {
  if (window.famTouch) return;
  window.famTouch = true;
  document.addEventListener('pointerdown', (event) => {
    let field = document.activeElement;
    while (field?.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
    const target = event.composedPath()[0];
    if (!field?.matches?.('input, textarea') || !target.closest?.('a, button')) return;
    if (!field.closest('[role="dialog"], [data-testid="stSelectbox"], [data-testid="stMultiSelect"]')) field.blur();
  }, true);
})();
