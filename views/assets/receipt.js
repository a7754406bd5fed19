// Fills the form from a link in an e-mail: its values follow `#` and are not sent to the server before the user submits
// the form.
const fill = () => {
  const values = new URLSearchParams(location.hash.slice(1));
  const fields = ['folio', 'codigo'].map((name) => document.getElementById(name));
  if (!fields.every((field) => values.has(field.id))) return;
  for (const field of fields) field.value = values.get(field.id);
  document.getElementById('comprobar').focus();
};
addEventListener('hashchange', fill);
fill();
