// What is pressed is what counts. Leaving a field redraws the page, and that may move or renew the button under the mouse
// before it is let go; the browser then sees no click at all. A mouse that did not move meant the button: it gets its click.
//
// A finger's tap leaves a field and clicks in the same instant: the browser would send what was typed and the click as one
// message, and a change of page gets lost in it. So the field is left when the finger touches, and clicked when it lifts.
(() => {
  if (window.famPress) return;
  window.famPress = true;
  const SLIP = 6;  // pixels that a hand moves without meaning it
  let pressed = null;
  const clickable = (event) => event.composedPath().find((part) => part.matches?.('button, a[href], summary'));
  const renewed = ({ place, text }) => {  // the same button, drawn anew: by the key that only it has
    const found = place && document.querySelector(`.${CSS.escape(place)} button`);
    return found?.textContent === text ? found : null;
  };

  document.addEventListener('pointerdown', (event) => {
    let field = document.activeElement;
    while (field?.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
    const target = clickable(event);
    const button = target?.closest('.stButton, .stFormSubmitButton')?.closest('[class*="st-key-"]');
    pressed = target && event.isPrimary && event.button === 0 && {
      target, x: event.clientX, y: event.clientY, text: target.textContent,
      place: [...button?.classList ?? []].find((name) => name.startsWith('st-key-')),
    };
    if (!target || !field?.matches?.('input, textarea')) return;
    if (!field.closest('[role="dialog"], [data-testid="stSelectbox"], [data-testid="stMultiSelect"]')) field.blur();
  }, true);
  document.addEventListener('click', (event) => { if (pressed && event.composedPath().includes(pressed.target)) pressed = null; }, true);
  document.addEventListener('pointercancel', () => { pressed = null; }, true);
  document.addEventListener('pointerup', (event) => {
    if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > SLIP) pressed = null;
    const was = pressed;
    if (was) setTimeout(() => {  // the browser's own click comes first
      if (pressed !== was) return;
      pressed = null;
      (was.target.isConnected ? was.target : renewed(was))?.click();
    });
  }, true);

  // A button pressed by key that the answer moves or redraws keeps the focus, so that it can be pressed again: at the end of
  // the way its row's next button that is not at rest.
  document.addEventListener('keydown', (event) => {
    const button = event.target.closest?.('.stButton button');
    const place = [...button?.closest('[class*="st-key-"]')?.classList ?? []].find((name) => name.startsWith('st-key-'));
    if (!place || (event.key !== 'Enter' && event.key !== ' ')) return;
    const until = Date.now() + 3000;
    const look = () => {
      const now = document.activeElement;
      if (now && now !== document.body && now !== button) return;  // somebody went on
      if (now !== button || button.disabled) {
        const again = document.querySelector(`.${CSS.escape(place)} button`);
        const other = again?.disabled ? again.closest('[class*="st-key-zeile-"]')?.querySelector('button:not(:disabled)') : again;
        other?.focus();
      }
      if (Date.now() < until) setTimeout(look, 100);
    };
    setTimeout(look, 100);
  }, true);
})();
