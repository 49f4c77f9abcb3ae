// A text area that sends what is typed after a pause, while the caret stays in the field.
// `data.record` names what is edited: only when it changes is the field filled anew.
const PAUSE = 1500, PATIENCE = 4000, NEAR = 0.8;

export default function ({ parentElement, data, setStateValue }) {
  const find = (name) => parentElement.querySelector(name);
  const area = find('textarea'), state = find('.state'), count = find('.count'), help = find('.help');
  const my = (area.fam ??= { timer: 0, retry: 0 });
  const id = `fam-${data.record.replace(/[^\w-]/g, '-')}`;
  area.id = id; help.id = `${id}-help`; count.id = `${id}-count`;
  find('label').htmlFor = id;
  find('label').textContent = data.label;
  help.textContent = data.help;
  area.setAttribute('aria-describedby', `${help.id} ${count.id}`);
  area.required = data.required;
  area.style.minHeight = `${data.height}px`;
  if (my.record !== data.record) { area.value = data.value; my.record = data.record; }
  my.stored = data.value;
  my.send = setStateValue;

  const say = (text, lost) => { if (state.textContent !== text) state.textContent = text; state.classList.toggle('lost', Boolean(lost)); };
  const pending = () => area.value !== my.stored;
  const grow = () => { area.style.height = 'auto'; area.style.height = `${area.scrollHeight + 2}px`; };
  const measure = () => {
    grow();
    const length = area.value.length, limit = data.limit;
    count.textContent = limit && length >= limit * NEAR ? `${length} von ${limit} Zeichen` : '';
    area.setAttribute('aria-invalid', String(Boolean(limit && length > limit)));
  };
  const send = () => {
    clearTimeout(my.timer); clearTimeout(my.retry);
    if (!pending()) return;
    my.send('typed', { text: area.value, at: Date.now() });  // the moment: the same text sent again must count as news
    my.retry = setTimeout(() => {  // no answer: say so, and try again until there is one
      if (!pending()) return;
      say('⚠ Noch nicht gesichert: keine Verbindung. Der Text bleibt hier stehen.', true);
      send();
    }, PATIENCE);
  };
  const later = () => { clearTimeout(my.timer); clearTimeout(my.retry); my.timer = setTimeout(send, PAUSE); };

  if (pending()) later();
  else say(data.kept ? `Entwurf gesichert ${data.kept}` : '');
  area.oninput = () => { say(''); measure(); later(); };
  area.onblur = send;
  const leaving = (event) => { if (pending()) { send(); event.preventDefault(); } };
  window.addEventListener('beforeunload', leaving);
  measure();
  return () => { window.removeEventListener('beforeunload', leaving); clearTimeout(my.timer); clearTimeout(my.retry); };
}
