// Shows the typed password while the box is ticked. Without scripts the box stays hidden.
for (const box of document.querySelectorAll('input[data-shows]')) {
  const fields = box.dataset.shows.split(' ').map((id) => document.getElementById(id));
  const show = () => {
    for (const field of fields) field.type = box.checked ? 'text' : 'password';
  };
  box.addEventListener('change', show);
  // The browser must never store a password as the text of an ordinary field.
  box.form.addEventListener('submit', () => {
    box.checked = false;
    show();
  });
  box.closest('label').hidden = false;
}
