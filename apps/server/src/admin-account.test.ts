import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseAccountCall, runAccountCall } from './admin-account.ts'
import { AdminError } from './admin-error.ts'
import { openStorage } from './storage/prisma/open-storage.ts'
import { hashToken } from './storage/seat-token.ts'
import type { Storage } from './storage/storage.ts'
import { storeAccount } from './testing/instructor.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

describe('npm run admin -- account', () => {
  let folder: TemporaryFolder
  let storage: Storage
  beforeEach(async () => {
    folder = new TemporaryFolder()
    storage = await openStorage(`file:${folder.file('woshou.db')}`)
  })
  afterEach(async () => {
    await storage.close()
    folder[Symbol.dispose]()
  })

  /** @returns what it prints */
  async function account(...args: string[]): Promise<string> {
    const printed: string[] = []
    const env = { port: 3000, publicOrigins: ['https://woshou.example.org'] }
    const call = parseAccountCall(args, 'USAGE')
    await runAccountCall(call, storage.accounts, env, (lines) => void printed.push(lines))
    return printed.join('\n')
  }

  const refused = (args: string[], exitCode: number, message: string) =>
    expect(account(...args)).rejects.toMatchObject({ exitCode, message: expect.stringContaining(message) })

  /** The token of a link that a call prints, for a page. */
  async function linkOf(page: string, ...args: string[]): Promise<string> {
    const line = /^https:\/\/woshou\.example\.org(\/teach\/\w+)#([\w-]{22})\nIt works once, until 20\S+Z\.$/
    const [, path, token = ''] = line.exec(await account(...args)) ?? []
    expect(path).toBe(page)
    return token
  }

  it('makes links: a set-up while there is no account, invitations, and resets of whoever it finds', async () => {
    const setUp = await linkOf('/teach/setup', 'set-up')
    expect(await storage.accounts.link(setUp, Date.now())).toMatchObject({ kind: 'setup', role: 'admin' })
    const mei = await storeAccount(storage, 'mei', 'admin')
    await refused(['set-up'], 2, 'There is an account already')
    const invited = await linkOf('/teach/setup', 'invite')
    expect(await storage.accounts.link(invited, Date.now())).toMatchObject({ kind: 'invitation', role: 'instructor' })
    const admin = await linkOf('/teach/setup', 'invite', '--admin')
    expect(await storage.accounts.link(admin, Date.now())).toMatchObject({ kind: 'invitation', role: 'admin' })
    const reset = await linkOf('/teach/reset', 'reset', ' ＭＥＩ ')
    expect(await storage.accounts.link(reset, Date.now())).toEqual({
      tokenHash: hashToken(reset),
      kind: 'reset',
      role: 'admin',
      account: mei,
      until: expect.any(Number),
    })
    for (const nobody of ['ada', 'm e i']) await refused(['reset', nobody], 3, `there is no account "${nobody}"`)
  })

  it('lists accounts, and deletes one when it is meant; never the only admin', async () => {
    expect(await account('list')).toBe('')
    await storeAccount(storage, 'mei', 'admin')
    await storeAccount(storage, 'ada', 'instructor')
    expect(await account('list')).toBe('ada  instructor  "ada"\nmei  admin  "mei"')
    await refused(['delete', 'ada'], 2, 'add --yes')
    expect(await account('delete', 'ada', '--yes')).toContain('Deleted: 1 × account')
    await refused(['delete', 'ada', '--yes'], 3, 'there is no account "ada"')
    await refused(['delete', 'mei', '--yes'], 2, 'the only admin')
    expect(await account('list')).toBe('mei  admin  "mei"')
  })

  it.each([
    [[], 'account: say what to do'],
    [['remove'], 'there is no account "remove"'],
    [['reset'], 'account reset: name a login'],
    [['list', '--admin'], 'account list takes no --admin'],
    [['invite', '--yes'], 'account invite takes no --yes'],
    [['delete', 'mei', 'ada'], '"ada" is too much'],
  ])('%j says what is wrong and how it is called', (args, message) => {
    const call = () => parseAccountCall(args, 'USAGE')
    expect(call).toThrow(AdminError)
    expect(call).toThrow(`${message}\n\nUSAGE`)
  })
})
