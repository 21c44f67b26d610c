// Prisma's schema engine as WebAssembly: for writing migrations, and for the test that they match the models. The
// server itself never loads it (it is a development dependency).

import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'
import { Client, Pool } from 'pg'

const PRISMA = join(import.meta.dirname, '../../../prisma')

/** One of the engines, and where its migrations can be tried out. */
export type Engine =
  | { readonly name: 'sqlite' }
  /** `url` names a database whose role may create others: migrations are tried in one of their own. */
  | { readonly name: 'postgresql'; readonly url: string }

const migrationsOf = ({ name }: Engine) => join(PRISMA, name, 'migrations')

/** Prisma's note of the engine for which the migrations are. */
const lockOf = ({ name }: Engine) => `provider = "${name}"\n`

/** The SQL that leads from what an engine's migrations make to what the models say; '' when they agree. */
export async function missingMigration(engine: Engine): Promise<string> {
  const prisma = await open(engine)
  try {
    const migrations = await readMigrations(engine)
    const { exitCode, stdout } = await prisma.diff({
      from: migrations.migrationDirectories.length > 0 ? { tag: 'migrations', ...migrations } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: await readSchema(engine) },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return exitCode === 2 ? (stdout ?? '') : ''
  } finally {
    prisma.free()
  }
}

/** The names of an engine's migrations, in their order. */
export async function migrationNames(engine: Engine['name']): Promise<string[]> {
  const entries = await readdir(join(PRISMA, engine, 'migrations'), { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** Writes the migration that the models call for; null when they call for none. */
async function author(engine: Engine, name: string): Promise<string | null> {
  const script = await missingMigration(engine)
  if (script === '') return null
  const folder = join(migrationsOf(engine), name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'migration.sql'), script)
  await writeFile(join(migrationsOf(engine), 'migration_lock.toml'), lockOf(engine))
  return folder
}

interface Exports {
  __wbindgen_start(): void
}

/** The part of WebAssembly's interface that is used here: without a browser's types, TypeScript knows none of it. */
interface Platform {
  readonly WebAssembly: {
    instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }>
  }
}

/** What wasm-bindgen made, and its types leave out. */
interface Glue {
  __wbg_set_wasm(exports: Exports): void
  readonly SchemaEngine: { new: (input: object, log: () => void, adapter: object) => Promise<SchemaEngine> }
}

let loaded: Promise<Glue> | null = null

/** Once: the glue keeps views of the one memory that it was given first. */
async function load(): Promise<Glue> {
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm')
  const { WebAssembly } = globalThis as unknown as Platform
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': glue })
  const wasm = glue as unknown as Glue
  wasm.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return wasm
}

async function open(engine: Engine): Promise<SchemaEngine> {
  loaded ??= load()
  const wasm = await loaded
  const datamodels = (await readSchema(engine)).map(({ path, content }) => [path, content])
  const factory = engine.name === 'sqlite' ? inMemory() : inDatabaseOfItsOwn(engine.url)
  return wasm.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
}

/** The engine replays whole migrations through executeRaw, which takes one statement: they go out as scripts. */
function asScripts(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const executeRaw = adapter.executeRaw.bind(adapter)
  adapter.executeRaw = async (query) =>
    query.args.length > 0 ? executeRaw(query) : adapter.executeScript(query.sql).then(() => 0)
  return adapter
}

function inMemory(): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url: ':memory:' })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => asScripts(await factory.connect()),
    connectToShadowDb: async () => asScripts(await factory.connectToShadowDb()),
  }
}

/** PostgreSQL's type "char", of which the catalogue's tables have columns and the adapter knows nothing; and text. */
const CHAR = 18
const TEXT = 25

/** adapter-pg's own shadow database is the main one when it is given a URL, and it splits scripts at every `;`. */
function inDatabaseOfItsOwn(url: string): SqlMigrationAwareDriverAdapterFactory {
  const connect = async (at: string, closed: () => Promise<void>) => {
    const pool = new Pool({ connectionString: at, max: 1 })
    const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<{ fields?: { dataTypeID: number }[] }>
    const readable = async (...given: unknown[]) => {
      const result = await query(...given)
      for (const field of result.fields ?? []) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT
      return result
    }
    const adapter: SqlDriverAdapter = await new PrismaPg(Object.assign(pool, { query: readable })).connect()
    adapter.executeScript = async (script) => void (await query(script))
    adapter.dispose = async () => {
      await pool.end()
      await closed()
    }
    return asScripts(adapter)
  }
  return {
    provider: 'postgres',
    adapterName: 'pg',
    connect: () => connect(url, async () => {}),
    connectToShadowDb: async () => {
      const name = `woshou_shadow_${randomUUID().replaceAll('-', '')}`
      const admin = new Client({ connectionString: url })
      await admin.connect()
      await admin.query(`CREATE DATABASE "${name}"`)
      return connect(Object.assign(new URL(url), { pathname: `/${name}` }).href, async () => {
        await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`)
        await admin.end()
      })
    },
  }
}

async function readSchema(engine: Engine): Promise<{ path: string; content: string }[]> {
  const paths = [join(PRISMA, 'models.prisma'), join(PRISMA, engine.name, 'datasource.prisma')]
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(path, 'utf8') })))
}

async function readMigrations(engine: Engine): Promise<MigrationList> {
  const folder = migrationsOf(engine)
  return {
    baseDir: resolve(folder),
    lockfile: { path: 'migration_lock.toml', content: lockOf(engine) },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      (await migrationNames(engine.name)).map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(folder, path, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  }
}

// node apps/server/scripts/schema-engine.ts NAME (TEST_DATABASE_URL: a PostgreSQL that may be used)
if (import.meta.main) {
  const url = process.env.TEST_DATABASE_URL
  if (!url) throw new Error('migrations are written for both engines: name a PostgreSQL in TEST_DATABASE_URL')
  const name = `${new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14)}_${process.argv[2] ?? 'change'}`
  for (const engine of [{ name: 'sqlite' }, { name: 'postgresql', url }] as const) {
    console.log((await author(engine, name)) ?? `${engine.name}: the migrations match the models`)
  }
}
