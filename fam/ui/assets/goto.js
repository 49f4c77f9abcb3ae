// Leaves the page for the address that the server has put beside this script.
(() => {
  const signs = document.querySelectorAll('[data-fam-goto]');
  const path = signs.length ? signs[signs.length - 1].dataset.famGoto : '';
  if (path.startsWith('/') && !path.startsWith('//')) window.location.replace(path);
})();
