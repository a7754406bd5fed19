import React, { createContext, useContext } from 'react';
import { Link } from 'react-router-dom';
import type { Frame } from '../views.js';

declare global {
  interface Window {
    /** AdminJS writes it into the page; ours is the frame alone. */
    readonly REDUX_STATE: { readonly session: { readonly frame: string } };
  }
}

/** Read once from the page: it stands for the official whom the server answered. */
export const frame = JSON.parse(decodeURIComponent(window.REDUX_STATE.session.frame)) as Frame;

/** The address of a screen, or null when this official may not open it. */
export function screenHref(
  screen: string,
  recordId?: string,
  query: Readonly<Record<string, string>> = {},
): string | null {
  if (frame.screens[screen] === undefined) return null;
  const [catalogue = '', verb] = screen.split('/');
  const parameters = new URLSearchParams(query).toString();
  const path =
    verb === undefined
      ? `/admin/pages/${catalogue}`
      : recordId !== undefined
        ? `/admin/resources/${catalogue}/records/${recordId}/${verb}`
        : verb === 'list'
          ? `/admin/resources/${catalogue}`
          : `/admin/resources/${catalogue}/actions/${verb}`;
  return parameters === '' ? path : `${path}?${parameters}`;
}

export function downloadHref(file: string, recordId: string): string | null {
  const [catalogue = '', name = ''] = file.split('/');
  return frame.files.includes(file) ? `/admin/archivos/${catalogue}/${recordId}/${name}` : null;
}

/** The address of a list as a file, or null when it is not this official's to take. */
export function listFileHref(file: string, query: URLSearchParams): string | null {
  return frame.files.includes(file) ? `/admin/archivos/${file}?${query.toString()}` : null;
}

export interface ScreenLinkProps {
  /** `<catalogue>/<verb>` or `<page>`. */
  readonly to: string;
  readonly recordId?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The one thing to do on this page. */
  readonly primary?: boolean;
  /** When the screen's own label would not say enough. */
  readonly label?: string;
}

/** A link that looks like the button it is; nothing when the official may not open what it leads to. */
export function ScreenLink({ to, recordId, query, primary = false, label }: ScreenLinkProps) {
  const address = screenHref(to, recordId, query);
  if (address === null) return null;
  return (
    <Link className={primary ? 'button' : 'button button-plain'} to={address}>
      {label ?? frame.screens[to]?.label}
    </Link>
  );
}

/** The name of the screen that is open, for its heading. */
export const ScreenLabel = createContext('');
export const useScreenLabel = (): string => useContext(ScreenLabel);
