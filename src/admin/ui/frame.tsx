import React, { createContext, useContext } from 'react';
import { Link } from 'react-router-dom';
import type { Frame } from '../views.js';

declare global {
  interface Window {
    /** Written into the page by AdminJS; this app uses only the frame. */
    readonly REDUX_STATE: { readonly session: { readonly frame: string } };
  }
}

/** Parsed once from the page; valid for the official who loaded it. */
export const frame = JSON.parse(decodeURIComponent(window.REDUX_STATE.session.frame)) as Frame;

const ACCOUNT = 'cuenta';
// A session can end without signing out; the next account in this tab must not see what the previous one typed.
if (sessionStorage.getItem(ACCOUNT) !== frame.accountId) sessionStorage.clear();
sessionStorage.setItem(ACCOUNT, frame.accountId);

/** The URL of a screen, or null if the official may not open it. */
export function screenHref(
  screen: string,
  recordId?: string,
  query: Readonly<Record<string, string>> = {},
): string | null {
  if (frame.screens[screen] === undefined) return null;
  const [catalogue = '', action] = screen.split('/');
  const parameters = new URLSearchParams(query).toString();
  const path =
    action === undefined
      ? `/admin/pages/${catalogue}`
      : recordId !== undefined
        ? `/admin/resources/${catalogue}/records/${recordId}/${action}`
        : action === 'list'
          ? `/admin/resources/${catalogue}`
          : `/admin/resources/${catalogue}/actions/${action}`;
  return parameters === '' ? path : `${path}?${parameters}`;
}

export function downloadHref(file: string, recordId: string): string | null {
  const [catalogue = '', name = ''] = file.split('/');
  return frame.files.includes(file) ? `/admin/archivos/${catalogue}/${recordId}/${name}` : null;
}

/** The URL of a list's export, or null if the official may not download it. */
export function listFileHref(file: string, query: URLSearchParams): string | null {
  return frame.files.includes(file) ? `/admin/archivos/${file}?${query.toString()}` : null;
}

export interface ScreenLinkProps {
  /** `<catalogue>/<action>` or `<page>`. */
  readonly to: string;
  readonly recordId?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The main action of the page. */
  readonly primary?: boolean;
  /** By default the screen's label. */
  readonly label?: string;
  /** Read aloud after the label: distinguishes the links of a table. */
  readonly of?: string;
}

/** A link styled as a button; renders nothing if the official may not open the screen. */
export function ScreenLink({ to, recordId, query, primary = false, label, of }: ScreenLinkProps) {
  const address = screenHref(to, recordId, query);
  if (address === null) return null;
  return (
    <Link className={primary ? 'button' : 'button button-plain'} to={address}>
      {label ?? frame.screens[to]?.label}
      {of !== undefined && <span className="hidden"> de {of}</span>}
    </Link>
  );
}

/** Label of the current screen, for its heading. */
export const ScreenLabel = createContext('');
export const useScreenLabel = (): string => useContext(ScreenLabel);
