import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import type { Browser } from 'playwright-core';
import { keySetSchema, receiptSchema } from '#electoral/wire';
import type { InventedPerson } from '../builders/index.js';
import type { AppScene } from './app-scene.js';
import { completesSteps } from './capture-steps.js';
import { UnreliableNetwork } from './unreliable-network.js';
import { PASSWORD, Phone, phoneContext } from './phone.js';
import { sealInPage } from './sealing-page.js';

export interface OfflineDayOptions {
  /** Number of supports captured on the screens. */
  readonly onScreens: number;
  /** Number of supports sealed by the app's code in the page. */
  readonly inPage: number;
  readonly seed: number;
}

export interface OfflineDayResult {
  /** Folios with integrity codes: sealed on the phone, received by the server, and in the phone's receipts. */
  readonly sealed: ReadonlySet<string>;
  readonly received: readonly string[];
  readonly receipted: readonly string[];
  readonly left: Readonly<Record<string, readonly string[]>>;
  readonly outcomes: ReadonlyMap<string, number>;
}

/** Captures supports offline and then sends them over a bad network (§8.12–8.13, §10). */
export async function runOfflineDay(
  browser: Browser,
  scene: AppScene,
  citizen: InventedPerson,
  { onScreens, inPage, seed }: OfflineDayOptions,
): Promise<OfflineDayResult> {
  const network = await UnreliableNetwork.open(seed);
  const context = await phoneContext(browser, { proxy: { server: network.server, bypass: '<-loopback>' } });
  try {
    const phone = await Phone.openRegistered(context, scene);
    await phone.unlocks();
    await phone.seesTitle('Persona aspirante');
    await context.setOffline(true);
    for (let nth = 0; nth < onScreens; nth += 1) {
      await phone.capturesCard(citizen);
      await phone.types(citizen);
      await phone.press('Confirmar datos');
      // The app notices that the card was captured before in this session.
      if (nth > 0) await phone.press('Captar de todos modos');
      await completesSteps(phone, citizen, 'consejos', 'correo');
      await phone.stores();
      await phone.press('Continuar');
    }
    await sealInPage(phone.page, PASSWORD, inPage, 'ciudadana');
    const sealed = (await rows(phone, 'records')).map(nameOf);

    network.enable();
    await context.setOffline(false);
    await phone.press('Volver');
    await phone.press(/^Envíos y acuses/);
    await sendsAll(phone);
    const receipts = await rows(phone, 'receipts');
    network.disable();
    const result = {
      sealed: new Set(sealed),
      received: await scene
        .sql<{ name: string }>(
          `select folio || ' ' || encode(integrity_code, 'hex') as name from intake.support order by 1`,
        )
        .then((found) => found.map(({ name }) => name)),
      receipted: await Promise.all(receipts.map(async ({ jws = '' }) => verified(scene.base, jws))),
      left: await phone.storage(),
      outcomes: network.outcomes,
    };
    return result;
  } finally {
    await context.close();
    await network.close();
  }
}

/** Presses 'Enviar ahora' until no support is left. */
async function sendsAll({ page }: Phone): Promise<void> {
  const again = page.getByRole('button', { name: 'Enviar ahora' });
  const done = page.getByText('No hay apoyos por enviar');
  for (let tries = 0; tries < 2000; tries += 1) {
    await again.or(done).first().waitFor();
    if (await done.isVisible()) return;
    // The button is disabled during sending; the click waits until it is enabled.
    await again.click({ timeout: 30_000 }).catch(() => undefined);
  }
  throw new Error('supports are still pending');
}

interface Row {
  readonly folio: string;
  readonly integrityCode: string;
  readonly jws?: string;
}

async function rows(phone: Phone, store: string): Promise<Row[]> {
  return ((await phone.storage())[store] ?? []).map((row) => JSON.parse(row) as Row);
}

const nameOf = ({ folio, integrityCode }: Row): string => `${folio} ${integrityCode}`;

/** Verifies a receipt with the keys that the server publishes, and returns its folio and integrity code. */
async function verified(base: string, jws: string): Promise<string> {
  const text = await (await fetch(`${base}/api/v1/keys`)).text();
  const root = (await (await fetch(`${base}/app/root.jwk.json`)).json()) as JWK;
  const keys = keySetSchema.parse(await payloadOf(text, root));
  const key = keys.receipt.find(({ kid }) => kid === decodeProtectedHeader(jws).kid);
  if (!key) throw new Error('signed with an unknown key');
  const { kty, crv, x, y } = key;
  return nameOf(receiptSchema.parse(await payloadOf(jws, { kty, crv, x, y })));
}

async function payloadOf(jws: string, jwk: JWK): Promise<unknown> {
  const { payload } = await compactVerify(jws, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] });
  return JSON.parse(new TextDecoder().decode(payload));
}
