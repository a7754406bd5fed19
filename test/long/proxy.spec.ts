import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { OFFICIALS_PASSWORD } from '../support/officials.js';

/** The proxy listens and connects from separate addresses; clients have others. All are on the loopback interface. */
const [PROXY, PROXY_TO_APP] = ['127.0.0.2', '127.0.0.3'];
const SETTINGS = join(import.meta.dirname, '..', '..', 'deploy', 'nginx', 'apoyo-proxy.conf');

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Debian's nginx with the settings of deploy/nginx. */
class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(port: number, appPorts: readonly number[], change: (settings: string) => string = (same) => same) {
    const folder = await mkdtemp(join(tmpdir(), 'apoyo-nginx-'));
    await writeFile(join(folder, 'proxy.conf'), change(await readFile(SETTINGS, 'utf8')));
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-newkey', 'rsa:2048', '-nodes'];
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
    await promisify(execFile)('openssl', ['req', '-x509', ...subject, ...files]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join(' ');
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log warn;
       ${process.getuid?.() === 0 ? 'user root;' : ''}
       events { worker_connections 512; }
       http { access_log off; ${temporary}
         upstream apoyo { ${appPorts.map((one) => `server 127.0.0.1:${String(one)} max_fails=0;`).join(' ')} keepalive 8; }
         server { listen ${PROXY}:${String(port)} ssl;
           ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
           location / { proxy_pass http://apoyo; proxy_bind ${PROXY_TO_APP}; include ${folder}/proxy.conf; } } }`,
    );
    const child = spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
    const nginx = new Nginx(child, folder, port);
    await eventually('nginx', () =>
      nginx
        .ask('GET', '/health/live')
        .then(({ status }) => status === 200)
        .catch(() => false),
    );
    return nginx;
  }

  ask(
    method: string,
    path: string,
    options: { from?: string; form?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    const { from = '127.0.0.9', form, headers = {} } = options;
    const body = form && new URLSearchParams(form).toString();
    return new Promise<Answer>((resolve, reject) => {
      const sent = request(
        {
          ...{
            host: PROXY,
            port: this.port,
            method,
            path,
            localAddress: from,
            rejectUnauthorized: false,
            agent: false,
          },
          headers: {
            ...headers,
            ...(body !== undefined && {
              origin: `https://${PROXY}:${String(this.port)}`,
              'content-type': 'application/x-www-form-urlencoded',
              'content-length': Buffer.byteLength(body),
            }),
          },
        },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => {
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  signIn(from?: string, headers?: Record<string, string>, account = accountOf('opl-administrator')): Promise<Answer> {
    const form = { cuenta: account, contrasena: OFFICIALS_PASSWORD };
    return this.ask('POST', '/admin/entrar', { form, ...(from && { from }), ...(headers && { headers }) });
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
    await rm(this.folder, { recursive: true });
  }
}

async function open(trustedProxies: string, change?: (settings: string) => string) {
  const [appPort, port] = [await freePort(), await freePort()];
  const scene = await BackOfficeScene.open({
    PORT: String(appPort),
    PUBLIC_URL: `https://${PROXY}:${String(port)}`,
    TRUSTED_PROXIES: trustedProxies,
  });
  const lines: string[] = [];
  Logger.overrideLogger({
    error: (line: unknown) => lines.push(String(line)),
    warn: () => undefined,
    log: () => undefined,
  });
  const nginx = await Nginx.start(port, [appPort], change);
  const close = async (): Promise<void> => {
    await nginx.stop();
    await scene.close();
  };
  return { scene, nginx, close, lines };
}

describe('an installation behind nginx with correct settings', () => {
  let installation: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    installation = await open(`${PROXY_TO_APP}/32`);
  }, 120_000);
  afterAll(() => installation.close());

  it('lets officials sign in and stay signed in, and logs nothing', async () => {
    const { nginx, lines } = installation;
    const answer = await nginx.signIn();
    expect([answer.status, answer.headers.location]).toEqual([303, '/admin']);
    const cookies = answer.headers['set-cookie'] ?? [];
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toContain('Secure');
    const session = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
    expect((await nginx.ask('GET', '/admin', { headers: { cookie: session } })).status).toBe(200);
    expect(lines).toEqual([]);
  });

  it('gives each client its own limits, and does not let it choose its address', async () => {
    const { nginx } = installation;
    for (let attempt = 0; attempt < 25; attempt += 1) {
      const spoofed = { 'x-forwarded-for': `198.51.100.${String(attempt)}` };
      await nginx.signIn('127.0.0.66', spoofed, `nadie${String(attempt)}@ine.mx`);
    }
    expect((await nginx.signIn('127.0.0.66')).text).toContain('demasiados intentos');
    expect((await nginx.signIn('127.0.0.67')).status).toBe(303);
  });
});

describe('an installation behind nginx with wrong settings', () => {
  it.each([
    ['the server does not trust the proxy', '10.0.0.0/8', undefined, /TRUSTED_PROXIES does not contain/],
    [
      'the proxy does not report TLS',
      `${PROXY_TO_APP}/32`,
      (settings: string) => settings.replace('proxy_set_header X-Forwarded-Proto https;', ''),
      /X-Forwarded-Proto: https/,
    ],
  ])(
    'logs the fault, answers sign-in with 503 and otherwise stays in service if %s',
    async (_, trusted, change, line) => {
      const { nginx, close, lines } = await open(trusted, change);
      try {
        const answer = await nginx.signIn();
        expect([answer.status, answer.headers['set-cookie']]).toEqual([503, undefined]);
        expect(lines.filter((one) => line.test(one))).toHaveLength(1);
        expect((await nginx.ask('GET', '/health/ready')).status).toBe(200);
        expect((await nginx.ask('GET', '/api/v1/keys')).status).toBe(200);
      } finally {
        await close();
      }
    },
    120_000,
  );
});

it('nginx does not resend a form to another process if the first one dies while handling it', async () => {
  let executions = 0;
  const processes = [1, 2].map(() =>
    createServer((request, response) => {
      if (request.method === 'GET') return response.end();
      executions += 1;
      return request.socket.destroy();
    }),
  );
  const [port, ...appPorts] = [await freePort(), await freePort(), await freePort()];
  for (const [index, server] of processes.entries())
    await once(server.listen(appPorts[index], '127.0.0.1'), 'listening');
  const nginx = await Nginx.start(port, appPorts);
  try {
    expect((await nginx.ask('POST', '/admin/cuentas', { form: { cuenta: 'a' } })).status).toBe(502);
    expect(executions).toBe(1);
  } finally {
    await nginx.stop();
    for (const server of processes) {
      server.closeAllConnections();
      server.close();
    }
  }
}, 60_000);
