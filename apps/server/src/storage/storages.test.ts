import { describe, inject } from 'vitest'
import { createDatabase, dropDatabase } from '../testing/own-postgres.ts'
import { PATIENT_BOUNDS } from '../testing/patience.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { describeStorage } from './event-log.contract.ts'
import { MemoryLog } from './memory/memory-log.ts'
import { openStorage } from './prisma/open-storage.ts'

describeStorage('memory', async () => {
  const memory = new MemoryLog()
  return { log: memory, elsewhere: memory, directory: memory, close: async () => {} }
})

describeStorage('SQLite', async () => {
  const folder = new TemporaryFolder()
  const { log, directory, close } = await openStorage(`file:${folder.file('woshou.db')}`)
  const closeAll = async () => {
    await close()
    folder[Symbol.dispose]()
  }
  // a second connection in this process would wait for the first one, and keep it from going on
  return { log, elsewhere: log, directory, close: closeAll }
})

const postgresUrl = inject('postgresUrl')
describe.skipIf(postgresUrl === null)('with PostgreSQL', () => {
  describeStorage('PostgreSQL', async () => {
    const server = postgresUrl ?? ''
    const url = await createDatabase(server)
    const open = () => openStorage(url, undefined, { bounds: PATIENT_BOUNDS })
    const [here, there] = await Promise.all([open(), open()])
    const close = async () => {
      await Promise.all([here.close(), there.close()])
      await dropDatabase(server, url)
    }
    return { log: here.log, elsewhere: there.log, directory: here.directory, close }
  })
})
