// A month: a table from Monday to Sunday, on narrow screens a list of the days that have something. Text is only text.

export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector('.month');
  const print = JSON.stringify(data);
  if (place.print === print) return;
  place.print = print;
  const link = (item) => make('a', {
    href: item.href, className: item.planned ? 'planned' : 'past', title: item.full,
    onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      setTriggerValue('open', item.id);
    },
  }, make('span', { textContent: `${item.sign} `, 'aria-hidden': 'true' }), make('span', { textContent: item.text }),
  make('span', { className: 'unseen', textContent: ` (${item.state})` }));
  const items = (day) => make('ul', {}, ...day.items.map((item) => make('li', {}, link(item))));
  const cell = (day) => {
    if (!day.day) return make('td', { className: 'outside' });
    const number = make('span', { className: 'day', textContent: String(day.day) });
    if (day.today) number.append(make('span', { className: 'now', textContent: ' heute' }));
    return make('td', { className: day.today ? 'today' : '' }, number, ...(day.items.length ? [items(day)] : []));
  };
  const table = make('table', { 'aria-label': data.title },
    make('thead', {}, make('tr', {}, ...data.weekdays.map((text) => make('th', { scope: 'col', textContent: text })))),
    make('tbody', {}, ...data.weeks.map((week) => make('tr', {}, ...week.map(cell)))));
  const days = data.weeks.flat().filter((day) => day.day && (day.items.length || day.today));
  const list = make('ol', { className: 'narrow', 'aria-label': data.title }, ...days.map((day) => make('li', {},
    make('p', { className: day.today ? 'today' : '', textContent: day.long + (day.today ? ' (heute)' : '') }),
    day.items.length ? items(day) : make('p', { className: 'none', textContent: 'nichts geplant' }))));
  place.lang = 'de';
  place.replaceChildren(table, list);
}
