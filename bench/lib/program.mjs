// Programs that a benchmark starts. Each prints a line of JSON with its address when it is ready; resource use is read
// from /proc.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Clock ticks per second, the unit of CPU times in /proc; 100 on common Linux systems. */
const TICKS_PER_SECOND = 100;

/**
 * @returns the parsed start line and a function that stops the program.
 * @throws Error if the program exits before it prints that line.
 */
export async function startProgram(file, env) {
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let errorOutput = '';
  child.stderr.on('data', (chunk) => {
    errorOutput = (errorOutput + chunk).slice(-2000);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    child.stdout.resume();
    const stop = async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    };
    return { startInfo: JSON.parse(line), stop };
  }
  throw new Error(`${file} exited: ${errorOutput}`);
}

/** CPU time of a process in milliseconds, without its children. */
export function cpuMs(pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13);
  return ((Number(user) + Number(system)) * 1000) / TICKS_PER_SECOND;
}

/**
 * CPU time in milliseconds of the running children of a PostgreSQL server, more precise than clock ticks. Each of them
 * has one thread.
 */
export function postgresCpuMs(serverPid) {
  const children = readFileSync(`/proc/${serverPid}/task/${serverPid}/children`, 'utf8').trim().split(' ');
  return children.reduce((sum, pid) => sum + nanosecondsOf(pid) / 1e6, 0);
}

function nanosecondsOf(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    // It has exited.
    return 0;
  }
}

export function residentMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
