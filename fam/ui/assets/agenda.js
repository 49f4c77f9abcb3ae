// What is due, in groups: each line opens its place, some can be ticked off. Text is only ever text.

export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector('.agenda');
  const print = JSON.stringify(data);
  if (place.print === print) return;
  place.print = print;
  const link = (line) => make('a', {
    href: line.href,
    onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      setTriggerValue('open', line.id);
    },
  }, make('span', { className: 'what', textContent: line.title }));
  const row = (line) => {
    const element = make('li', { className: line.late ? 'late' : '' });
    if (line.done) {
      element.append(make('button', {
        type: 'button', textContent: '✓', title: 'Erledigt', 'aria-label': `Erledigt: ${line.title}`,
        onclick: () => setTriggerValue('done', line.id),
      }));
    }
    const text = make('div', {}, link(line));
    if (line.detail) text.append(make('span', { className: 'detail', textContent: line.detail }));
    element.append(text);
    if (line.when) element.append(make('span', { className: 'when', textContent: line.when }));
    return element;
  };
  place.lang = 'de';
  place.replaceChildren(...data.groups.map((group) => make('section', { className: group.urgent ? 'urgent' : '', 'aria-label': group.heading },
    make('h2', {}, make('span', { textContent: group.heading }), make('span', { className: 'count', textContent: String(group.count) })),
    make('ul', {}, ...group.lines.map(row)),
    ...(group.more ? [make('p', { className: 'more', textContent: group.more })] : []))));
}
