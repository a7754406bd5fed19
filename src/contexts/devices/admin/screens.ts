import { DEVICE_STATUS_LABELS, FINDING_LABELS } from '#electoral/devices';
import { listView, parseListRequest } from '../../../admin/list.js';
import type { Official } from '../../../admin/official.js';
import { unchecked, type Catalogue, type Page, type ScreenRequest } from '../../../admin/screen.js';
import { showWatermarked } from '../../accounts/index.js';
import { ListAspirants, GetAspirant } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { normaliseText } from '#electoral/identifiers';
import { wholeNumberOf } from '#electoral/normalise';
import {
  AcceptDevice,
  ENROLMENT_PARTS,
  GetDeviceReview,
  GetEnrolmentImage,
  GetEnrolmentPolicy,
  IdentifyDevice,
  ListDevicesToReview,
  ReinstateDevice,
  RevealEnrolment,
  SetEnrolmentPolicy,
  SuspendDevice,
  type DeviceReview,
  type EnrolmentFacts,
} from '../index.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { REVEAL_REASON_LABELS, REVEAL_REASONS } from '../domain/reveal-reason.js';
import { policySentences } from './parts/policy-sentences.js';
import type { DeviceView, PolicyView, QueueView, RevealedEnrolment } from './views.js';

const REVIEW = 'devices.review';
const SHOWN = ['por-revisar', 'suspended', 'several'] as const;

/** Queue of enrolments and the decisions of the OPL (decision 24). */
export const devices: Catalogue = {
  id: 'dispositivos',
  list: {
    label: 'Dispositivos por revisar',
    permission: REVIEW,
    component: 'devices/device-queue',
    load: loadQueue,
  },
  record: {
    title: (official, deviceId) => official.ask(new IdentifyDevice({ deviceId })),
    show: { label: 'Dispositivo', permission: REVIEW, component: 'devices/device', load: loadDevice },
    actions: {
      'ver-datos': {
        label: 'Ver datos completos',
        permission: REVIEW,
        component: 'devices/reveal-enrolment',
        load: loadDevice,
        post: async (official, { reason }, { recordId: deviceId }): Promise<RevealedEnrolment> => {
          const facts = await official.ask(new RevealEnrolment(unchecked({ deviceId, reason })));
          return { compared: compared(facts, facts.findings) };
        },
      },
      aceptar: decision('Aceptar registro', (decision) => new AcceptDevice(unchecked(decision))),
      suspender: decision('Suspender', (decision) => new SuspendDevice(unchecked(decision))),
      reactivar: decision('Reactivar', (decision) => new ReinstateDevice(unchecked(decision))),
    },
    files: Object.fromEntries(
      ENROLMENT_PARTS.map((part) => [
        part,
        {
          permission: REVIEW,
          load: async (official, deviceId) => {
            const { bytes, contentType } = await showWatermarked(official.actor.id, () =>
              official.ask(new GetEnrolmentImage({ deviceId, part })),
            );
            return { fileName: part, type: contentType, content: bytes };
          },
        },
      ]),
    ),
  },
};

export const deviceRules: Page = {
  name: 'reglas-de-dispositivos',
  label: 'Reglas de los dispositivos',
  permission: 'devices.set-policy',
  component: 'devices/device-rules',
  hiddenFromNavigation: true,
  load: async (official): Promise<PolicyView> => {
    const entidad = entidadOf(official);
    const { versions, ...policy } = await official.ask(new GetEnrolmentPolicy({ entidad }));
    return {
      ...{ entidad, ...policy },
      versions: versions.map(({ version, reason, setAt, ...rules }) => ({
        ...{ version, reason, rules: policySentences(rules) },
        at: formatMinute(setAt),
      })),
    };
  },
  post: (
    official,
    { onMismatch, devicesAllowed, secondAspirant, unattestedAllowed, unsentKeptDays, reason, version },
  ) =>
    official.run(
      new SetEnrolmentPolicy(
        unchecked({
          entidad: entidadOf(official),
          onMismatch,
          devicesAllowed: wholeNumberOf(devicesAllowed),
          secondAspirant: secondAspirant === 'si',
          unattestedAllowed: unattestedAllowed === '' ? null : wholeNumberOf(unattestedAllowed),
          unsentKeptDays: wholeNumberOf(unsentKeptDays),
          reason,
          version,
        }),
      ),
    ),
};

function entidadOf({ actor }: Official): string {
  return actor.scope['entidad'] ?? '';
}

function decision(
  label: string,
  command: (decision: { deviceId: string; seen: unknown; reason: unknown }) => AcceptDevice,
): NonNullable<NonNullable<Catalogue['record']>['actions']>[string] {
  return {
    label,
    permission: REVIEW,
    component: 'devices/change-device',
    load: loadDevice,
    post: async (official, { reason, seen }, { recordId: deviceId }) => {
      await official.run(command({ deviceId, seen, reason }));
      return {};
    },
  };
}

/** URL filters: `estado`, `hallazgo`, and the search. */
async function loadQueue(official: Official, request: ScreenRequest): Promise<QueueView> {
  const { query } = request;
  const shown = SHOWN.find((status) => status === query['estado']) ?? 'por-revisar';
  const { sort: _, ...asked } = await parseListRequest(official, request, { sorts: { registro: 'enrolled' } });
  const queue = await official.ask(
    new ListDevicesToReview(unchecked({ ...asked, status: shown, finding: query['hallazgo'] })),
  );
  const ids = [...new Set(queue.rows.map(({ aspirantId }) => aspirantId))];
  const found = ids.length === 0 ? [] : (await official.ask(new ListAspirants(unchecked({ ids, limit: 200 })))).rows;
  const names = new Map(found.map(({ id, displayName }) => [id, displayName]));
  return {
    shown,
    waiting: queue.waiting,
    suspended: queue.suspended,
    several: queue.several,
    ...listView(asked, queue, ({ id, idAuxiliar, aspirantId, folioPrefix, status, findings, enrolledAt }) => ({
      ...{ id, idAuxiliar, folioPrefix, status },
      aspirant: names.get(aspirantId) ?? '',
      findings: findings.map((finding) => FINDING_LABELS[finding]),
      enrolledAt: formatMinute(enrolledAt),
    })),
  };
}

async function loadDevice(official: Official, { recordId: deviceId }: ScreenRequest): Promise<DeviceView> {
  const found = await official.ask(new GetDeviceReview({ deviceId }));
  const aspirant = await official.ask(new GetAspirant({ aspirantId: found.aspirantId }));
  const { practice } = await official.ask(new GetProcess({ processId: aspirant.processId }));
  return {
    deviceId,
    folioPrefix: found.folioPrefix,
    status: found.status,
    version: found.version,
    auxiliary: { id: found.auxiliaryId, idAuxiliar: found.idAuxiliar },
    aspirant: { id: aspirant.id, name: aspirant.displayName },
    practice,
    attested: found.attested,
    otherAspirant: found.otherAspirant,
    enrolledAt: formatMinute(found.enrolledAt),
    checkedAt: found.checkedAt === null ? null : formatMinute(found.checkedAt),
    findings: found.findings.map((finding) => FINDING_LABELS[finding]),
    compared: compared(found, found.findings),
    revealReasons: REVEAL_REASONS.map((key) => [key, REVEAL_REASON_LABELS[key]] as const),
    moves: found.statusChanges.map(({ to, at, by, reason }, index) => ({
      key: String(index),
      at: formatMinute(at),
      what: `${DEVICE_STATUS_LABELS[to]} · ${ACTOR_LABELS[by] ?? 'Sistema'}`,
      reason: by === 'official' ? reason : null,
    })),
  };
}

const ACTOR_LABELS: Readonly<Record<string, string>> = {
  anonymous: 'la persona auxiliar',
  official: 'OPL',
  aspirant: 'la persona aspirante',
};

const NOT_READ: Readonly<Record<EnrolmentFacts['reading'], string>> = {
  read: 'No se leyó',
  nothing: 'No se leyó',
  unavailable: 'Todavía no disponible',
};

function compared(
  { registered, read, reading }: EnrolmentFacts,
  findings: DeviceReview['findings'],
): DeviceView['compared'] {
  const name = [read?.nombre, read?.paterno, read?.materno].filter(Boolean).join(' ');
  const line = (label: string, registeredValue: string, readValue = '', agrees: boolean) => ({
    name: label,
    registered: registeredValue,
    read: readValue === '' ? '—' : readValue,
    agrees: readValue === '' ? null : agrees,
    notRead: NOT_READ[reading],
  });
  return [
    line('Nombre', normaliseText(registered.nombre), name, !findings.includes('name-differs')),
    line('Clave de elector', registered.claveElector, read?.claveElector, !findings.includes('clave-differs')),
    line(
      'Fecha de nacimiento',
      day(registered.fechaNacimiento),
      day(read?.fechaNacimiento ?? ''),
      !findings.includes('birth-differs'),
    ),
    line('Vigencia', '—', read?.vigencia, !findings.includes('card-expired')),
  ];
}

const day = (date: string): string => date.split('-').reverse().join('/');

/** Formats an instant in hora centro, to the minute. */
function formatMinute(iso: string): string {
  return formatCentralMinute(new Date(iso));
}
