// Streamlit speaks English in a few places that Python cannot reach: labels for screen readers, the upload field.
// This translates exactly these sentences; what it does not know stays as it is.
(() => {
  const root = document.documentElement;
  root.lang = 'de';
  if (window.famGerman) return;
  window.famGerman = true;
  const exact = new Map(Object.entries({
    'Choose date': 'Kalender öffnen', 'Calendar': 'Kalender', 'Clear value': 'Auswahl löschen', 'Clear all': 'Alle löschen',
    'Clear selection': 'Auswahl löschen', 'Clear search': 'Suche leeren', 'Remove': 'Entfernen', 'Open': 'Öffnen',
    'Previous month': 'Voriger Monat', 'Next month': 'Nächster Monat', 'Previous': 'Zurück', 'Next': 'Weiter',
    'Today': 'Heute', 'Month': 'Monat', 'Year': 'Jahr', 'Select month': 'Monat wählen', 'Select year': 'Jahr wählen',
    'Close': 'Schließen', 'Dismiss': 'Schließen', 'Close dialog': 'Schließen', 'Show password text': 'Passwort zeigen',
    'Hide password text': 'Passwort verbergen', 'Main menu': 'Menü', 'Open sidebar': 'Menü öffnen',
    'Close sidebar': 'Menü schließen', 'Expand sidebar': 'Menü öffnen', 'Collapse sidebar': 'Menü schließen',
    'Skip to main content': 'Zum Inhalt springen', 'Sidebar': 'Seitenleiste', 'Main content': 'Inhalt',
    'Page navigation': 'Seiten', 'Pagination': 'Seiten', 'Previous page': 'Vorige Seite', 'Next page': 'Nächste Seite',
    'Upload': 'Datei wählen', 'Browse files': 'Datei wählen', 'Drag and drop file here': 'Datei hierher ziehen',
    'Drag and drop files here': 'Dateien hierher ziehen', 'Remove file': 'Datei entfernen', 'Loading...': 'Lädt …',
    'Running...': 'Lädt …', 'No results': 'Nichts gefunden', 'No options to select.': 'Keine Auswahl vorhanden.',
    'No options to select': 'Keine Auswahl vorhanden', 'Select all': 'Alle wählen', 'Fullscreen': 'Vollbild',
    'Close fullscreen': 'Vollbild beenden', 'Exit fullscreen': 'Vollbild beenden', 'Show help': 'Hilfe zeigen',
    'Connection error': 'Keine Verbindung', 'Page not found': 'Seite nicht gefunden', 'Connecting': 'Verbindet …',
    'CONNECTING': 'Verbindet …', 'Stop': 'Abbrechen', 'Notifications': 'Meldungen', 'Header': 'Kopfzeile',
    'App pages': 'Seiten', 'Selected values': 'Gewählt', 'Link to heading': 'Link zu dieser Überschrift',
    'Navigate to home page': 'Zur Startseite', 'Scroll tabs left': 'Reiter nach links', 'Scroll tabs right': 'Reiter nach rechts',
    'Clear date': 'Datum löschen', 'Clear': 'Löschen', 'Search': 'Suchen', 'Uploading...': 'Lädt hoch …',
    'Help': 'Hilfe', 'Show password': 'Passwort zeigen', 'Hide password': 'Passwort verbergen', 'file upload': 'Datei wählen',
    'Upload failed': 'Hochladen fehlgeschlagen', 'Add files': 'Dateien hinzufügen', 'Stop script': 'Abbrechen',
    'Stopping...': 'Wird beendet …', 'Theme': 'Farben', 'Expand': 'Aufklappen', 'Collapse': 'Zuklappen',
    'Streamlit server is not responding. Are you connected to the internet?':
      'Der Server antwortet nicht. Bitte die Netzverbindung prüfen. Was hier getippt ist, bleibt stehen.',
    'Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:':
      'Der Server antwortet nicht. Sobald er wieder da ist, geht es hier von selbst weiter.',
    'Connection timed out.': 'Der Server antwortet nicht.',
    'Connection lost. Please wait for the app to reconnect, then try again.':
      'Keine Verbindung. Bitte warten, bis sie wieder da ist, und dann noch einmal versuchen.',
    'The page that you have requested does not seem to exist': 'Diese Seite gibt es nicht oder sie ist nicht freigegeben.',
    'Use arrow keys to navigate dates. Enter to select. Escape to close.':
      'Pfeiltasten wählen den Tag, Eingabe übernimmt, Escape schließt.',
    'This app has encountered an error. The original error message is redacted to prevent data leaks. Full error details have been recorded in the logs (if you\'re on Streamlit Cloud, click on \'Manage app\' in the lower right of your app).':
      'Das lässt sich gerade nicht anzeigen. Gespeichertes ist nicht betroffen. Bitte die Seite neu laden; bleibt es dabei, der Administration Uhrzeit und Seite nennen.',
  }));
  const patterns = [  // with the names of fields and files in them
    [/^Help for (.+)$/, 'Hilfe zu $1'], [/^Open (.+)$/, '$1 öffnen'], [/^Close (.+)$/, '$1 schließen'],
    [/^Clear (.+)$/, '$1 leeren'], [/^Remove (.+)$/, '$1 entfernen'], [/^Page (\d+)$/, 'Seite $1'],
    [/^Choose date, (.+)$/, 'Kalender, $1'], [/^Today, (.+)$/, 'Heute, $1'], [/^(.+) selected$/, '$1 gewählt'],
    [/^Upload (.+)$/, '$1 wählen'],
  ];
  const limits = [
    [/^(?:Limit )?(\d+)MB per file(.*)$/, 'bis $1 MB je Datei$2'],
    [/^(.+) files are not allowed\.$/, 'Dateien dieser Art ($1) sind nicht möglich.'],
    [/^Add: (.+)$/, 'Neu: $1'],
    [/^File must be (.+) or smaller\.$/, 'Die Datei darf höchstens $1 groß sein.'],
  ];
  const german = (text, rules) => {
    const clean = text.trim();
    if (exact.has(clean)) return exact.get(clean);
    const hit = rules.find(([pattern]) => pattern.test(clean));
    return hit ? clean.replace(hit[0], hit[1]) : null;
  };
  const chrome = '[data-testid="stFileUploader"],[data-testid="stStatusWidget"],[data-testid="stSkipLink"],[role="dialog"],'
    + '[role="application"],[role="listbox"],[data-testid="stToast"],[data-testid="stException"],a[href^="#"]';  // where visible words are Streamlit's
  const label = (element) => {
    if (element.getAttribute('role') === 'img' && / icon$/.test(element.getAttribute('aria-label') ?? '')) {
      element.setAttribute('aria-hidden', 'true');  // a sign beside words that say the same
      return;
    }
    for (const name of ['aria-label', 'title']) {
      const text = element.getAttribute(name);
      const said = text && german(text, patterns);
      if (said && said !== text) element.setAttribute(name, said);
    }
    if (element.dataset?.testid === 'stDateInputCalendarButton') {
      const field = element.closest('[data-testid="stDateInput"]')?.querySelector('[role="group"]')?.getAttribute('aria-label')?.replace(' (Kalender)', '');
      if (field && !element.getAttribute('aria-label').includes(field)) element.setAttribute('aria-label', `Kalender öffnen: ${field}`);
    }
  };
  const words = (node) => {
    if (!node.parentElement?.closest(chrome)) return;
    const said = german(node.data, limits);
    if (said && said !== node.data) node.data = said;
  };
  const menus = (node) => {  // between the menu's list and its items stand sections: each of them is the list
    const menu = '[data-testid="stSidebarNavItems"]';
    for (const list of [node.closest(menu), ...node.querySelectorAll(menu)]) {
      const sections = [...list?.children ?? []].filter((part) => part.tagName === 'DIV');
      if (sections.length) list.setAttribute('role', 'presentation');
      for (const section of sections) section.setAttribute('role', 'list');
    }
  };
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { words(node); return; }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    label(node);
    menus(node);
    node.querySelectorAll('[aria-label],[title]').forEach(label);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    if (node.matches(chrome) || node.querySelector(chrome) || node.closest(chrome)) while (walker.nextNode()) words(walker.currentNode);
  };
  new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === 'attributes') label(change.target);
    else if (change.type === 'characterData') words(change.target);
    else change.addedNodes.forEach(visit);
  })).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['aria-label', 'title'] });
  visit(document.body);
})();
