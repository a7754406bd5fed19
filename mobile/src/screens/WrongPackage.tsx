/** Shown instead of the app in a package built without its server address or root key. */
export function WrongPackage() {
  return (
    <main className="failed">
      <h1>Esta aplicación no está completa</h1>
      <p>
        No la use para captar apoyos. Desinstálela, instale «Apoyo Ciudadano - INE» desde la tienda de su teléfono y, si
        vuelve a ver este aviso, llame a INETEL, 800 433 2000.
      </p>
    </main>
  );
}
