// Writes the name and size of the chosen file beside the control of _file.hbs.
const sizeOf = (bytes) =>
  bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000).toLocaleString('es-MX')} kB`
    : `${(bytes / 1_000_000).toLocaleString('es-MX', { maximumFractionDigits: 1 })} MB`;

const show = (input) => {
  const [file] = input.files;
  const text = file ? `${file.name} · ${sizeOf(file.size)}` : 'Ningún archivo elegido';
  input.parentElement.querySelector('[data-chosen]').textContent = text;
};

for (const input of document.querySelectorAll('.file input')) {
  input.addEventListener('change', () => show(input));
  // The browser keeps the choice when the person returns to the page.
  show(input);
}
