import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PERIOD_US = 30_000;
/** cgroup v1 and v2. */
const CGROUP_VERSIONS = [
  { parent: '/sys/fs/cgroup/cpu', quota: (us: number) => ({ 'cpu.cfs_period_us': PERIOD_US, 'cpu.cfs_quota_us': us }) },
  { parent: '/sys/fs/cgroup', quota: (us: number) => ({ 'cpu.max': `${String(us)} ${String(PERIOD_US)}` }) },
] as const;

/**
 * Limits a process and its descendants to the fraction `part` of one processor, with the CPU quota of a cgroup.
 * @returns `undo`.
 * @throws Error if this machine does not allow setting a quota.
 */
export function limitCpu(part: number, pid: number): { readonly undo: () => void } {
  const group = createGroup(`apoyo-slow-${String(pid)}`, Math.round(PERIOD_US * part));
  group.take(descendantsOf(pid));
  return {
    undo: () => {
      group.remove(descendantsOf(pid));
    },
  };
}

/** Whether this machine allows setting a CPU quota. */
export function canLimitCpu(): boolean {
  try {
    createGroup('apoyo-slow-probe', PERIOD_US).remove([]);
    return true;
  } catch {
    return false;
  }
}

interface Group {
  readonly take: (pids: readonly number[]) => void;
  readonly remove: (pids: readonly number[]) => void;
}

function createGroup(name: string, quotaUs: number): Group {
  let failure: unknown;
  for (const { parent, quota } of CGROUP_VERSIONS) {
    const folder = join(parent, name);
    try {
      mkdirSync(folder);
    } catch (error) {
      failure = error;
      continue;
    }
    try {
      for (const [file, value] of Object.entries(quota(quotaUs))) writeFileSync(join(folder, file), String(value));
    } catch (error) {
      failure = error;
      rmdirSync(folder);
      continue;
    }
    return {
      take: (pids) => {
        for (const pid of pids) moveProcess(pid, folder);
      },
      remove: (pids) => {
        for (const pid of pids) moveProcess(pid, parent);
        removeGroup(folder, parent);
      },
    };
  }
  throw new Error('this machine does not allow setting a CPU quota', { cause: failure });
}

/** A process that has just been forked or is ending keeps its group busy. */
function removeGroup(folder: string, parent: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 1; ; tries += 1) {
    for (const pid of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean))
      moveProcess(Number(pid), parent);
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || tries === 200) throw error;
      Atomics.wait(pause, 0, 0, 10);
    }
  }
}

/** Ignores a process that has just ended. */
function moveProcess(pid: number, folder: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process and all its descendants. */
function descendantsOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const pids = new Set([pid]);
  for (let before = 0; before !== pids.size;) {
    before = pids.size;
    for (const one of parents) if (pids.has(one.parent)) pids.add(one.pid);
  }
  return [...pids];
}
