import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PERIOD_US = 30_000;
/** Where a quota may be set: control groups of the first and of the second kind. */
const KINDS = [
  { parent: '/sys/fs/cgroup/cpu', quota: (us: number) => ({ 'cpu.cfs_period_us': PERIOD_US, 'cpu.cfs_quota_us': us }) },
  { parent: '/sys/fs/cgroup', quota: (us: number) => ({ 'cpu.max': `${String(us)} ${String(PERIOD_US)}` }) },
] as const;

/**
 * Slows a process and all that it starts down to that part of one processor, by a quota of the control group they run in.
 * @returns `undo`. @throws Error where this machine lets nobody set a quota.
 */
export function slowedTo(part: number, pid: number): { readonly undo: () => void } {
  const group = groupOf(`apoyo-slow-${String(pid)}`, Math.round(PERIOD_US * part));
  group.take(familyOf(pid));
  return {
    undo: () => {
      group.remove(familyOf(pid));
    },
  };
}

/** Whether this machine lets us set a quota; where not, nothing can be measured. */
export function quotaPossible(): boolean {
  try {
    groupOf('apoyo-slow-probe', PERIOD_US).remove([]);
    return true;
  } catch {
    return false;
  }
}

interface Group {
  readonly take: (pids: readonly number[]) => void;
  readonly remove: (pids: readonly number[]) => void;
}

function groupOf(name: string, quotaUs: number): Group {
  let refusal: unknown;
  for (const { parent, quota } of KINDS) {
    const folder = join(parent, name);
    try {
      mkdirSync(folder);
    } catch (error) {
      refusal = error;
      continue;
    }
    try {
      for (const [file, value] of Object.entries(quota(quotaUs))) writeFileSync(join(folder, file), String(value));
    } catch (error) {
      refusal = error;
      rmdirSync(folder);
      continue;
    }
    return {
      take: (pids) => {
        for (const pid of pids) moved(pid, folder);
      },
      remove: (pids) => {
        for (const pid of pids) moved(pid, parent);
        rmdirSync(folder);
      },
    };
  }
  throw new Error('this machine lets nobody set a quota', { cause: refusal });
}

/** A process that has just ended is no matter. */
function moved(pid: number, folder: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process and all that it has started, and they. */
function familyOf(pid: number): number[] {
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
  const family = new Set([pid]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const one of parents) if (family.has(one.parent)) family.add(one.pid);
  }
  return [...family];
}
