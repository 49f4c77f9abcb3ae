// A list as a real table: links that open in place or in a new tab, headings that sort, pages. Text is only ever text.

export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector('.list');
  const print = JSON.stringify(data);
  if (place.print === print) return;
  place.print = print;
  const focused = parentElement.activeElement ?? (parentElement.getRootNode().activeElement);
  const focus = place.contains(focused) ? focused.dataset.name : null;
  const ask = (change) => setTriggerValue('view', { ...data.view, page: 1, ...change });
  const open = (id) => setTriggerValue('open', id);
  const { view, columns, rows, pages } = data;

  const choice = (label, name, options, value, change, css = '') => {
    const select = make('select', { onchange: () => change(select.value) });
    select.dataset.name = name;
    for (const [code, text] of options) select.append(make('option', { value: code, textContent: text, selected: String(code) === String(value) }));
    return make('label', { className: css }, make('span', { textContent: label }), select);
  };
  const button = (label, name, page, disabled) => {
    const element = make('button', { type: 'button', textContent: label, disabled, onclick: () => ask({ page }) });
    element.dataset.name = name;
    return element;
  };
  const heading = (column, index) => {
    const cell = make('th', { scope: 'col', role: 'columnheader', className: column.right ? 'right' : '' });
    if (!column.sort) { cell.textContent = column.label; return cell; }
    const active = view.sort === column.sort;
    const sorter = make('button', {
      type: 'button', textContent: column.label + (active ? (view.descending ? ' ▼' : ' ▲') : ''),
      onclick: () => ask({ sort: column.sort, descending: active && !view.descending }),
    });
    sorter.dataset.name = `sort-${index}`;
    cell.setAttribute('aria-sort', active ? (view.descending ? 'descending' : 'ascending') : 'none');
    cell.append(sorter);
    return cell;
  };
  const line = (row) => {
    const element = make('tr', { role: 'row', className: row.opens ? 'opens' : '' });
    row.cells.forEach((text, index) => {
      const column = columns[index];
      const cell = make('td', { role: 'cell', className: `${column.right ? 'right' : ''} ${column.minor ? 'minor' : ''} ${/^\S{1,16}$/.test(text) ? 'short' : ''}` });
      cell.dataset.label = column.label;
      if (index === data.link && row.opens) {
        const link = make('a', {
          href: row.href || '#', textContent: text,
          onclick: (event) => {
            if (row.href && (event.ctrlKey || event.metaKey || event.shiftKey)) { event.stopPropagation(); return; }
            event.preventDefault(); event.stopPropagation(); open(row.id);
          },
        });
        link.dataset.name = `row-${row.id}`;
        cell.append(link);
      } else cell.textContent = text;
      element.append(cell);
    });
    if (row.opens) element.onclick = () => { if (!String(window.getSelection())) open(row.id); };
    return element;
  };

  const sortable = columns.filter((column) => column.sort).flatMap((column) => [[`${column.sort} 0`, `${column.label} ▲`], [`${column.sort} 1`, `${column.label} ▼`]]);
  const top = make('div', { className: 'bar' }, make('p', { role: 'status', textContent: data.sentence }));
  if (sortable.length) {
    top.append(choice('Sortieren', 'order', sortable, `${view.sort} ${view.descending ? 1 : 0}`, (value) => {
      const [sort, descending] = value.split(' ');
      ask({ sort, descending: descending === '1' });
    }, 'order'));
  }
  const table = make('table', { role: 'table', className: columns.length > 8 ? 'many' : '', 'aria-label': data.title },
    make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...columns.map(heading))),
    make('tbody', { role: 'rowgroup' }, ...rows.map(line)));
  const bottom = make('div', { className: 'bar' });
  if (pages > 1 || data.total > data.sizes[0]) {
    bottom.append(
      button('‹ Zurück', 'back', view.page - 1, view.page <= 1),
      make('span', { textContent: `Seite ${view.page} von ${pages}` }),
      button('Weiter ›', 'next', view.page + 1, view.page >= pages),
      choice('Je Seite', 'size', data.sizes.map((size) => [size, size]), view.size, (size) => ask({ size: Number(size) })));
  }
  const sideways = columns.length > 8 ? make('div', { className: 'sideways', tabIndex: 0, role: 'region', 'aria-label': data.title }, table) : table;
  place.replaceChildren(top, sideways, ...(bottom.childElementCount ? [bottom] : []));
  if (focus) {
    const again = [...place.querySelectorAll('[data-name]')].find((element) => element.dataset.name === focus && !element.disabled);
    again?.focus({ preventScroll: true });
    if (focus === 'next' || focus === 'back') place.scrollIntoView({ block: 'nearest' });
  }
}
