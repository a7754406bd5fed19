import React, { useEffect, useRef, useState } from 'react';
import { NavLink, Route, Routes, useLocation } from 'react-router-dom';
import { frame } from './frame.js';
import { PrintNote } from './print-note.js';
import { CurrentScreen } from './screen.js';

export { registerScreens } from './screen.js';

const ROUTES = [
  '/admin',
  '/admin/pages/:pageName',
  '/admin/resources/:resourceId',
  '/admin/resources/:resourceId/actions/:actionName',
  '/admin/resources/:resourceId/records/:recordId/:actionName',
  '*',
];

/** Replaces AdminJS's frame: brand, account, navigation and the current screen. */
export function Application() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const [first, setFirst] = useState(pathname);
  useEffect(() => {
    setOpen(false);
    // Screen readers start at the top of a new page; the browser handles the first one.
    if (pathname !== first) main.current?.focus();
    setFirst('');
  }, [pathname]);
  return (
    <div className="desk">
      <a className="skip" href="#contenido">
        Ir al contenido
      </a>
      <header>
        {frame.demonstration && (
          <p className="watermark" role="note">
            <strong>Demostración.</strong> Las personas y los datos son inventados; nada de esto tiene efecto legal.
          </p>
        )}
        {frame.notice !== null && (
          <p className="watermark notice" role="status">
            {frame.notice}
          </p>
        )}
        <div className="desk-header">
          <a className="brand" href="/admin">
            <BrandMark />
            <span className="brand-name">Apoyo Ciudadano</span>
            <span className="brand-place">{frame.institution}</span>
          </a>
          <button
            type="button"
            className="button button-plain desk-menu"
            aria-expanded={open}
            aria-controls="secciones"
            onClick={() => {
              setOpen(!open);
            }}
          >
            Menú
          </button>
          <div className="account">
            <span className="account-name">
              {frame.displayName} · {frame.roleLabel}
            </span>
            <a href="/admin/segundo-factor">Mi segundo factor</a>
            <form
              method="post"
              action="/admin/salir"
              onSubmit={() => {
                sessionStorage.clear();
              }}
            >
              <button className="button button-plain" type="submit">
                Salir
              </button>
            </form>
          </div>
        </div>
      </header>
      <div className="desk-body">
        <nav id="secciones" className={open ? 'desk-nav desk-nav-open' : 'desk-nav'} aria-label="Secciones">
          <ul>
            <li>
              <NavLink to="/admin" end>
                Inicio
              </NavLink>
            </li>
          </ul>
          {frame.navigation.map(({ section, items }) => (
            <div key={section}>
              <h2>{section}</h2>
              <ul>
                {items.map(({ label, href }) => (
                  <li key={href}>
                    <NavLink to={href}>{label}</NavLink>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <main id="contenido" ref={main} className="desk-main" tabIndex={-1}>
          <PrintNote />
          <Routes>
            {ROUTES.map((path) => (
              <Route key={path} path={path} element={<CurrentScreen />} />
            ))}
          </Routes>
        </main>
      </div>
    </div>
  );
}

function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className="brand-field" width="32" height="32" rx="7" />
      <path className="brand-stroke" d="M6.5 17.5l6 6L24 9.5M12.5 25.5h13" />
    </svg>
  );
}
