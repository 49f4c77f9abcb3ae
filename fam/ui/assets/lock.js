// The lock: the server decides whether a session is locked; this covers the page, warns before, and asks the password.
// Nothing on the page is removed: what was typed stands there when the cover is gone.
(() => {
  if (window.famLock) { window.famLock.look(); return; }
  const html = document.documentElement;
  const tabs = new BroadcastChannel('fam-session');
  const sign = (name) => document.querySelector(`[data-fam-page="${name}"]`);
  let deadline = 0, warn = 0, minutes = '', idle = 0, name = '', user = '', demo = '', directory = false, reported = 0, asking = false, away = false, ran = 0, cover = null, focused = null;

  const warning = document.createElement('div');
  warning.className = 'fam-warn';
  warning.setAttribute('aria-live', 'assertive');
  warning.dataset.reactAriaTopLayer = 'true';
  document.body.append(warning);

  const ask = async (path, body) => {
    try {
      const answer = await fetch(path, {
        method: body === undefined ? 'GET' : 'POST', headers: { 'X-FAM': '1' }, cache: 'no-store',
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return answer.ok || answer.status === 403 || answer.status === 503 ? await answer.json() : null;
    } catch { return null; }
  };
  const element = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);

  const take = (state) => {
    if (!state) return;
    if (state.state === 'away') { lament(state.message); return; }
    if (away) { away = false; calm(); }
    warn = state.warn * 1000;
    ({ minutes, idle, name, user, demo, directory } = state);
    if (state.state === 'gone') { deadline = 0; if (sign('inside') || sign('locked')) window.location.reload(); return; }
    deadline = Date.now() + state.left * 1000 + 300;   // a little later than the server, never before it
    if (state.state === 'locked') lock();
    else if (cover) unlock();
    else if (sign('locked')) window.location.reload();
    else if (state.left * 1000 > warn) calm();
  };
  const look = async () => {
    if (asking) return;
    asking = true;
    take(await ask('/sitzung'));
    asking = false;
  };
  const report = async () => {
    reported = Date.now();
    calm();
    take(await ask('/sitzung/aktiv', {}));
    tabs.postMessage('active');
  };

  const calm = () => { if (!away) warning.replaceChildren(); };
  const lament = (text) => {   // the database is away: say so, and ask again until it is back
    if (!away && text) warning.replaceChildren(element('p', text));
    away = true;
    setTimeout(look, 2000);
  };
  const worry = () => {
    if (warning.firstChild || cover || sign('totals')) return;
    const seconds = Math.max(1, Math.round((deadline - Date.now()) / 1000));
    const when = seconds >= 60 ? `etwa ${Math.round(seconds / 60)} Minuten` : `${seconds} Sekunden`;
    const text = element('p', `Lange keine Eingabe: In ${when} wird gesperrt. Getipptes bleibt stehen.`);
    const button = element('button', 'Weiterarbeiten', { type: 'button' });
    button.onclick = report;
    warning.append(text, button);
  };

  const lock = () => {
    if (cover || (sign('totals') && !sign('locked'))) return;
    calm();
    focused = document.activeElement;
    cover = element('dialog', '', { className: 'fam-lock' });
    cover.setAttribute('aria-labelledby', 'fam-lock-title');
    cover.setAttribute('closedby', 'none');
    cover.dataset.reactAriaTopLayer = 'true';
    const form = element('form', '', { noValidate: true });
    const field = element('input', '', { type: 'password', id: 'fam-lock-password', autocomplete: 'current-password' });
    const account = element('input', '', { type: 'text', hidden: true, autocomplete: 'username', value: user });
    const said = element('p', '', { className: 'fam-error' });
    said.setAttribute('role', 'alert');
    const row = element('div', '', { className: 'fam-row' });
    row.append(element('button', 'Entsperren', { type: 'submit' }), element('a', 'Abmelden', { href: '/abmelden' }));
    form.append(
      element('h1', 'Gesperrt', { id: 'fam-lock-title' }),
      element('p', `${name}: ${minutes} Minuten keine Eingabe. Nach dem Entsperren ist alles Getippte noch da.`),
      element('p', directory ? 'Ohne eigenes Passwort: Abmelden und über das Verzeichnis neu anmelden; Entwürfe langer Texte bleiben.' : ''),
      element('p', demo, { className: 'fam-quiet' }), account, element('label', 'Passwort', { htmlFor: field.id }), field, said, row,
    );
    form.onsubmit = async (event) => {
      event.preventDefault();
      const password = field.value;
      field.value = '';
      said.textContent = '';
      const answer = await ask('/sitzung/entsperren', { password });
      if (answer?.state === 'open') { take(answer); tabs.postMessage('unlocked'); return; }
      said.textContent = answer?.message ?? 'Keine Verbindung zum Server. Bitte noch einmal versuchen.';
      if (answer?.state === 'gone') window.location.reload();
      field.focus();
    };
    cover.append(form);
    cover.oncancel = (event) => event.preventDefault();
    cover.onclose = () => { if (cover && !cover.open) cover.showModal(); };
    document.body.append(cover);
    cover.showModal();
    html.classList.add('fam-locked');
    field.focus();
    tabs.postMessage('locked');
  };
  const unlock = () => {
    const gone = cover;
    cover = null;
    gone.close();
    gone.remove();
    html.classList.remove('fam-locked');
    if (sign('locked')) window.location.reload();
    else if (focused?.isConnected) focused.focus();
  };

  const active = (event) => {
    if (cover || !deadline || sign('totals')) return;
    const left = deadline - Date.now();
    if (left < 0) { event.stopImmediatePropagation(); event.preventDefault(); look(); return; }   // woken from sleep
    const every = Math.min(30000, idle * 100);
    if (Date.now() - reported > every && !warning.contains(event.target)) report();
  };
  // A click that starts no run within two seconds: maybe the database is away, and the server holds it until it is back.
  new MutationObserver(() => { ran = Date.now(); })
    .observe(document.body, { subtree: true, attributeFilter: ['data-test-script-state'] });
  window.addEventListener('click', (event) => {
    const at = Date.now();
    if (event.target.closest?.('button')) setTimeout(() => { if (ran < at && !away && !cover) look(); }, 2000);
  }, { capture: true });
  for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(kind, active, { capture: true, passive: kind === 'wheel' || kind === 'touchstart' });
  }
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
  tabs.onmessage = (event) => { if (event.data !== 'locked' || !cover) look(); };
  setInterval(() => {
    if (!deadline || cover) return;
    const left = deadline - Date.now();
    if (left <= 0) look();
    else if (left <= warn && !warning.firstChild) look().then(() => { if (deadline - Date.now() <= warn) worry(); });
  }, 1000);
  window.famLock = { look };
  look();
})();
