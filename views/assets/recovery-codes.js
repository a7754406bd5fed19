// Prints or copies the recovery codes. Without scripts the buttons stay hidden.
for (const buttons of document.querySelectorAll('[data-codes]')) {
  const codes = [...document.getElementById(buttons.dataset.codes).children].map(({ textContent }) => textContent.trim());
  const status = buttons.querySelector('[role="status"]');
  buttons.querySelector('[data-does="print"]').addEventListener('click', () => print());
  buttons.querySelector('[data-does="copy"]').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      status.textContent = 'Copiados.';
    } catch {
      status.textContent = 'No se pudieron copiar. Imprímalos o anótelos.';
    }
  });
  buttons.hidden = false;
}
