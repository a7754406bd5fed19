import { Injectable } from '@nestjs/common';
import { KeyBackups } from '../backup/key-backup.js';
import { AppConfig } from '../config/config.js';
import { StatusSource, type StatusFigure } from '../health/status-source.js';
import { KeyRecord } from './key-record.js';
import { isOpen, KeyStore, nameOf, type ForeignKey, type StoredKey } from './key-store.js';
import { keyPairName, ROOT_PAIR } from './signing.js';

/** Whether someone on the server could sign a key set. */
export function isRootOnServer(
  { rootPublicKey }: Pick<AppConfig, 'rootPublicKey'>,
  stored: readonly StoredKey[],
): boolean {
  return rootPublicKey === undefined || stored.some((key) => key.name === ROOT_PAIR && isOpen(key));
}

const INTAKE = keyPairName('intake');

/** Whether keys are stored where they belong. In production only: the demonstration stores them all in one place. */
@Injectable()
export class KeyStatus extends StatusSource {
  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
    private readonly backups: KeyBackups,
    private readonly record: KeyRecord,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const { mode } = this.config;
    if (mode !== 'production') return [];
    const stored = await this.keys.list();
    const foreign = this.keys.foreign();
    // Anyone who has the general key-encryption key can open these. The figure is the same in every process.
    const open = new Set([
      ...stored.filter(({ name, jobsOnly }) => name === INTAKE && !jobsOnly).map(({ kid }) => kid),
      ...foreign.filter(isUnseparated).map(({ kid }) => kid),
    ]);
    const intakeCreated = stored.some(({ name }) => name === INTAKE);
    return [
      {
        name: 'keys.backup-unproven',
        label: 'Llaves que no están en ningún respaldo comprobado',
        value: intakeCreated ? (await this.backups.notBackedUp()).length : 1,
        unit: '',
        limit: 0,
        remedy: 'Haga «keys backup», «keys verify-backup» y «keys confirm-backup»; sin eso no se abre ningún periodo.',
      },
      {
        name: 'keys.root-on-server',
        label: 'La llave raíz está en el servidor',
        value: Number(isRootOnServer(this.config, stored)),
        unit: '',
        limit: 0,
        remedy:
          'Cree la raíz en una máquina sin red («keys root»), ponga su parte pública en ROOT_PUBLIC_KEY_FILE y saque la anterior con «keys remove-root».',
      },
      {
        name: 'keys.intake-open-to-web',
        label: 'Llaves de recepción que los procesos web pueden abrir',
        value: open.size,
        unit: '',
        limit: 0,
        remedy: 'Ejecute «keys separate» con INTAKE_KEK_FILE, que solo tienen los procesos de trabajo.',
      },
      {
        name: 'keys.foreign',
        label: 'Archivos de llaves que no son de esta instalación o no se pueden abrir',
        value: foreign.length,
        unit: '',
        limit: 0,
        remedy:
          'No los borre: guarde una copia, avise a la DERFE y vea «Foreign or missing keys» en docs/operations/runbook.md.',
      },
      {
        name: 'keys.missing',
        label: 'Llaves de esta instalación que faltan en su carpeta',
        value: (await this.record.missing()).length,
        unit: '',
        limit: 0,
        remedy: 'Compruebe que la carpeta de llaves sea la de siempre; si se perdió, restáurela con «keys restore».',
      },
    ];
  }
}

/** An intake key of an earlier release, which waits for `keys separate`. */
function isUnseparated({ kid = '', reason }: ForeignKey): boolean {
  return nameOf(kid) === INTAKE && (reason === 'not-separated' || reason === 'misplaced');
}
