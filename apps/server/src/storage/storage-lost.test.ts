import { expect, it } from 'vitest'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { openStorage } from './prisma/open-storage.ts'
import { StorageLost, sayingLost } from './storage-lost.ts'

it('whatever is asked of a storage that does not answer says so, and is taken for no bug', async () => {
  using folder = new TemporaryFolder()
  const { accounts, ballots, classes, classLog, close, directory, log } = sayingLost(
    await openStorage(`file:${folder.file('woshou.db')}`),
  )
  await close()
  for (const asked of [
    () => accounts.byLoginToken('token', 0),
    () => ballots.of('class', 1),
    () => classes.rightOf('class', 'account'),
    () => classLog.read('class'),
    () => directory.byCode('12345678'),
    () => log.read('session'),
  ]) {
    await expect(asked(), String(asked)).rejects.toBeInstanceOf(StorageLost)
  }
})
