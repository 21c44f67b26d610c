import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OwnPostgres } from '../../apps/server/src/testing/own-postgres.ts'
import { OwnValkey } from '../../apps/server/src/testing/own-valkey.ts'

/** A PostgreSQL and a Valkey or Redis of the benchmark's own, from programs found on this machine; null where none is. */
export interface Services {
  readonly postgres: OwnPostgres | null
  readonly valkey: OwnValkey | null
  stop(): Promise<void>
}

export async function startServices(): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), 'woshou-bench-'))
  const postgres = OwnPostgres.found ? await OwnPostgres.start(join(folder, 'postgres')) : null
  const valkey = OwnValkey.found ? await OwnValkey.start() : null
  if (!postgres) console.log('no PostgreSQL on this machine: its benchmarks are left out')
  if (!valkey) console.log('no Valkey or Redis on this machine: the benchmark of three servers is left out')
  const stop = async () => {
    await Promise.all([postgres?.stop(), valkey?.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
  return { postgres, valkey, stop }
}
