import { expect, it } from 'vitest'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { openStorage } from './prisma/open-storage.ts'
import type { Storage } from './storage.ts'
import { StorageLost, sayingLost } from './storage-lost.ts'

it('whatever is asked of a storage that does not answer says so, and is taken for no bug', async () => {
  using folder = new TemporaryFolder()
  const storage = sayingLost(await openStorage(`file:${folder.file('woshou.db')}`))
  await storage.close()
  const asked: Readonly<Record<keyof Omit<Storage, 'probe' | 'close'>, () => Promise<unknown>>> = {
    accounts: () => storage.accounts.byLoginToken('token', 0),
    ballots: () => storage.ballots.of('class', 1),
    classes: () => storage.classes.rightOf('class', 'account'),
    classLog: () => storage.classLog.read('class'),
    directory: () => storage.directory.byCode('12345678'),
    log: () => storage.log.read('session'),
    remarks: () => storage.remarks.comments('session'),
    results: () => storage.results.played(['class']),
    review: () => storage.review.classesOf('account'),
    shareLinks: () => storage.shareLinks.ofClass('class', 0),
  }
  for (const [part, ask] of Object.entries(asked)) await expect(ask(), part).rejects.toBeInstanceOf(StorageLost)
})
