import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createDatabase, dropDatabase } from '../../testing/own-postgres.ts'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import { type MigrationTarget, migrate } from './migrate.ts'
import { PostgresMigrationTarget } from './postgres/migrate-postgres.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { SqliteMigrationTarget } from './sqlite/migrate-sqlite.ts'
import { SafeSqlite } from './sqlite/safe-sqlite.ts'

/** A database to be migrated, and a second connection to it. */
interface Databases {
  readonly one: MigrationTarget
  readonly two: MigrationTarget
  close(): Promise<void>
}

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const postgresUrl = inject('postgresUrl')
/** Each test leaves it empty. */
let inServer = ''
beforeAll(async () => {
  if (postgresUrl !== null) inServer = await createDatabase(postgresUrl)
})
afterAll(async () => {
  if (postgresUrl !== null) await dropDatabase(postgresUrl, inServer)
})

async function inSqlite(): Promise<Databases> {
  const connect = () => new SafeSqlite(`file:${folder.file('woshou.db')}`, ['foreign_keys=ON']).connect()
  const [one, two] = [await connect(), await connect()]
  return {
    one: new SqliteMigrationTarget(one),
    two: new SqliteMigrationTarget(two),
    close: async () => void (await Promise.all([one.dispose(), two.dispose()])),
  }
}

async function inPostgres(): Promise<Databases> {
  const connect = () => new Client({ connectionString: inServer })
  const clients = [connect(), connect()] as const
  for (const client of clients) await client.connect()
  return {
    one: new PostgresMigrationTarget(clients[0]),
    two: new PostgresMigrationTarget(clients[1]),
    close: async () => {
      await clients[0].query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
      for (const client of clients) await client.end()
    },
  }
}

function write(name: string, script: string): void {
  const file = folder.file(`migrations/${name}/migration.sql`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, script)
}

const PARENT_AND_CHILD = `
  CREATE TABLE parent (id INTEGER PRIMARY KEY);
  CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE CASCADE);
  INSERT INTO parent VALUES (1);
  INSERT INTO child VALUES (1, 1);`

describe.each([
  { engine: 'SQLite', open: inSqlite, found: true, nowhere: 'no such table: nowhere' },
  { engine: 'PostgreSQL', open: inPostgres, found: postgresUrl !== null, nowhere: 'relation "nowhere" does not exist' },
])('migrations at boot on $engine', ({ open, found, nowhere }) => {
  let databases: Databases
  beforeEach(async (context) => {
    if (!found) context.skip()
    databases = await open()
  })
  afterEach(async () => {
    if (found) await databases.close()
  })

  const run = (database = databases.one) => migrate(database, folder.file('migrations'))
  const count = async (table: string) => Number((await databases.one.query(`SELECT count(*) FROM ${table}`))[0]?.[0])

  it('are applied once, in order', async () => {
    write('2_second', 'INSERT INTO parent VALUES (2);')
    write('1_first', PARENT_AND_CHILD)
    expect(await run()).toEqual(['1_first', '2_second'])
    expect(await run()).toEqual([])
    expect(await count('parent')).toBe(2)
  })

  it('are applied once by servers that start at once', async () => {
    write('1_first', PARENT_AND_CHILD)
    write('2_second', 'INSERT INTO parent VALUES (2);')
    const applied = await Promise.all([run(databases.one), run(databases.two)])
    expect(applied.flat().sort()).toEqual(['1_first', '2_second'])
    expect(await count('parent')).toBe(2)
  })

  it('leave the database as it was when one fails', async () => {
    write('1_first', PARENT_AND_CHILD)
    write('2_broken', 'INSERT INTO parent VALUES (2); INSERT INTO nowhere VALUES (1);')
    await expect(run()).rejects.toThrow(`migration 2_broken: ${nowhere}`)
    expect(await count('parent')).toBe(1)
    write('2_broken', 'INSERT INTO parent VALUES (2);')
    expect(await run()).toEqual(['2_broken'])
  })

  it('refuse one that was edited after it had been applied', async () => {
    write('1_first', PARENT_AND_CHILD)
    await run()
    write('1_first', `${PARENT_AND_CHILD} -- edited`)
    await expect(run()).rejects.toThrow('1_first was edited')
  })

  it('refuse a database that is newer than the build', async () => {
    write('1_first', PARENT_AND_CHILD)
    write('2_second', 'INSERT INTO parent VALUES (2);')
    await run()
    using older = new TemporaryFolder()
    mkdirSync(older.file('migrations/1_first'), { recursive: true })
    writeFileSync(older.file('migrations/1_first/migration.sql'), PARENT_AND_CHILD)
    await expect(migrate(databases.one, older.file('migrations'))).rejects.toThrow('newer than this build')
  })
})

describe('migrations at boot on SQLite alone', () => {
  let databases: Databases
  beforeEach(async () => {
    databases = await inSqlite()
  })
  afterEach(() => databases.close())

  const run = () => migrate(databases.one, folder.file('migrations'))
  const count = async (table: string) => Number((await databases.one.query(`SELECT count(*) FROM ${table}`))[0]?.[0])

  it('redefine a table without losing the rows that refer to it', async () => {
    write('1_first', PARENT_AND_CHILD)
    write(
      '2_redefine',
      `CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT);
       INSERT INTO new_parent (id) SELECT id FROM parent;
       DROP TABLE parent;
       ALTER TABLE new_parent RENAME TO parent;`,
    )
    await run()
    expect(await count('child')).toBe(1)
  })

  it('refuse to leave a row that refers to nothing', async () => {
    write('1_first', PARENT_AND_CHILD)
    write('2_orphan', 'DELETE FROM parent;')
    await expect(run()).rejects.toThrow('1 rows would refer to rows that are not there')
    expect(await count('parent')).toBe(1)
  })
})

describe.skipIf(postgresUrl === null)('three servers that start at once on an empty PostgreSQL', () => {
  it('apply each migration once, and all of them start', async () => {
    const folder = join(import.meta.dirname, '../../../../../prisma/postgresql/migrations')
    const migrations = readdirSync(folder).filter((name) => name !== 'migration_lock.toml')
    const opened = await Promise.all([openPostgres(inServer), openPostgres(inServer), openPostgres(inServer)])
    expect(opened.flatMap(({ applied }) => applied).sort()).toEqual(migrations.toSorted())
    await Promise.all(opened.map(({ close }) => close()))
  })
})
