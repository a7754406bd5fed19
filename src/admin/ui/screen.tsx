import React, { useCallback, useEffect, useRef, useState, type ComponentType } from 'react';
import { useLocation, useParams } from 'react-router-dom';
import { isUnknown, load, newKey, send, type ApiResult, type Problem } from './api.js';
import type { PanelView } from '../views.js';
import type { Form } from './form.js';
import { frame, ScreenLabel } from './frame.js';

/** Props of every screen's component. */
export interface ScreenProps<Data = object> {
  readonly data: Data;
  /** Empty if the screen has no record. */
  readonly recordId: string;
  /** Runs the screen's command. */
  readonly post: <Result = object>(input: object) => Promise<ApiResult<Result>>;
  /** Reloads the screen's data. */
  readonly reload: () => void;
}

/** Props of a panel's component. */
export interface PanelProps<Data = object> {
  readonly data: Data;
  readonly recordId: string;
  /** The screen's form, if it has one; a panel may add fields to it. */
  readonly form?: Form;
}

export type ScreenComponent = ComponentType<ScreenProps<never>>;

const components = new Map<string, ScreenComponent>();

/** The generated bundle calls it once, with every component by its name in the contributions. */
export function registerScreens(screens: Readonly<Record<string, ScreenComponent>>): void {
  for (const [name, component] of Object.entries(screens)) components.set(name, component);
}

/** The screen of the current URL, with its data. */
export function CurrentScreen() {
  const { resourceId, actionName, recordId = '', pageName } = useParams();
  const { search } = useLocation();
  const key = resourceId !== undefined ? `${resourceId}/${actionName ?? 'list'}` : (pageName ?? 'home');
  const screen = frame.screens[key];
  const component = screen && components.get(screen.component);
  if (!screen || !component) return <ProblemView refusal={NO_SCREEN} />;
  const api =
    resourceId === undefined
      ? pageName === undefined
        ? '/admin/api/dashboard'
        : `/admin/api/pages/${pageName}`
      : recordId === ''
        ? `/admin/api/resources/${resourceId}/actions/${actionName ?? 'list'}`
        : `/admin/api/resources/${resourceId}/records/${recordId}/${actionName ?? 'show'}`;
  return (
    <ScreenLabel.Provider value={screen.label}>
      <LoadedScreen key={`${key} ${recordId}`} component={component} address={api + search} recordId={recordId} />
    </ScreenLabel.Provider>
  );
}

const NO_SCREEN: Problem = {
  status: 404,
  errors: [{ code: 'NO_SCREEN', detail: 'Esa página no existe o su cuenta no tiene permiso para verla.' }],
};

interface LoadedProps {
  readonly component: ScreenComponent;
  readonly address: string;
  readonly recordId: string;
}

function LoadedScreen({ component, address, recordId }: LoadedProps) {
  const [answer, setAnswer] = useState<ApiResult<object>>();
  const latestAddress = useRef('');
  const reload = useCallback(() => {
    latestAddress.current = address;
    void load<object>(address).then((loaded) => {
      if (latestAddress.current === address) setAnswer(loaded);
    });
  }, [address]);
  /** The key of what was sent last, while its outcome is unknown. */
  const openKey = useRef<string>();
  const post = useCallback(
    async <Result,>(input: object): Promise<ApiResult<Result>> => {
      const key = openKey.current ?? newKey();
      openKey.current = key;
      const answer = await send<Result>(address, input, key);
      if (!isUnknown(answer)) openKey.current = undefined;
      return answer;
    },
    [address],
  );
  useEffect(reload, [reload]);
  if (!answer) return <p className="quiet" role="status" aria-busy="true" />;
  if (!answer.ok) return <ProblemView refusal={answer.problem} />;
  const Component = component as ComponentType<ScreenProps>;
  return (
    <>
      {isPractice(answer.data) && (
        <p className="watermark" role="note">
          <strong>Proceso de práctica.</strong> Sirve para aprender; nada de esto cuenta.
        </p>
      )}
      <Component data={answer.data} recordId={recordId} post={post} reload={reload} />
    </>
  );
}

export interface PanelsProps {
  /** Data of the screen. */
  readonly data: object;
  readonly recordId: string;
  readonly form?: Form;
}

/** Panels that other contexts add to a record's screen. */
export function Panels({ data, recordId, form }: PanelsProps) {
  const { panels = [] } = data as { readonly panels?: readonly PanelView[] };
  return (
    <>
      {panels.map(({ component, data: own }) => {
        const Component = components.get(component) as ComponentType<PanelProps> | undefined;
        return Component && <Component key={component} data={own} recordId={recordId} form={form} />;
      })}
    </>
  );
}

/** Whether the data belongs to a practice process, by its `practice` or `process.practice`. */
function isPractice(data: object): boolean {
  const { practice, process } = data as { readonly practice?: unknown; readonly process?: unknown };
  return practice === true || (process != null && (process as { readonly practice?: unknown }).practice === true);
}

function ProblemView({ refusal }: { readonly refusal: Problem }) {
  return (
    <div className="stack" role="alert">
      <h1>
        {refusal.status === 404 ? 'No encontrado' : refusal.status === 403 ? 'Sin permiso' : 'No se pudo mostrar'}
      </h1>
      {refusal.errors.map(({ code, detail }) => (
        <p key={code}>{detail}</p>
      ))}
      <p>
        <a href="/admin">Volver al inicio</a>
      </p>
    </div>
  );
}
