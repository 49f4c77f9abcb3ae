// The genogram: a drawing that the server made, every word in it escaped there. Parsed as a document, no script runs in it.

export default function ({ parentElement, data }) {
  const place = parentElement.querySelector('.genogram');
  if (place.print === data.svg) return;
  place.print = data.svg;
  place.lang = 'de';
  const parsed = new DOMParser().parseFromString(data.svg, 'text/html');
  place.replaceChildren(document.importNode(parsed.querySelector('svg'), true));
}
