// The log-in form comes from a library that tells browsers nothing about its fields: say what they are for
// (password managers, WCAG 1.3.5), and put the caret where typing begins.
(() => {
  const kinds = { Benutzername: 'username', Passwort: 'current-password' };
  const visit = () => {
    for (const input of document.querySelectorAll('[data-testid="stForm"] input')) {
      const kind = kinds[input.getAttribute('aria-label')];
      if (!kind || input.autocomplete === kind) continue;
      input.autocomplete = kind;
      if (kind === 'username' && document.activeElement?.tagName !== 'INPUT') input.focus();
    }
  };
  if (window.famLogin) window.famLogin.disconnect();
  window.famLogin = new MutationObserver(visit);
  window.famLogin.observe(document.body, { childList: true, subtree: true });
  visit();
})();
