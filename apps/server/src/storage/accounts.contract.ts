import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Accounts, OneTimeKind, StoredAccount } from './accounts.ts'
import { drawToken, hashToken } from './seat-token.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** A storage's accounts, twice: as another server has them. */
export interface AccountStores {
  readonly accounts: Accounts
  readonly elsewhere: Accounts
  /** Stores a class with whoever has a right in it. @returns its id */
  storeClass(rights: Readonly<Record<string, 'owner' | 'teacher' | 'viewer'>>): Promise<string>
  /** Who has which right in a class. */
  rightsIn(id: string): Promise<Readonly<Record<string, string>>>
  /** Deletes all accounts, links and classes. */
  clear(): Promise<void>
}

const NOW = Date.UTC(2026, 10, 27, 9)
const LATER = NOW + 60_000

/** What every storage must do about accounts. Each implementation is handed to it by storages.test.ts. */
export function describeAccounts(name: string, open: () => Promise<AccountStores>): void {
  describe(`accounts in ${name}`, () => {
    let stores: AccountStores
    beforeAll(async () => {
      stores = await open()
    })
    afterEach(() => stores.clear())

    /** Stores a link. @returns its token */
    async function link(
      kind: OneTimeKind,
      parts: { role?: 'admin' | 'instructor'; account?: string; until?: number } = {},
    ) {
      const token = drawToken()
      const { account = null, role = 'admin', until = LATER } = parts
      await stores.accounts.keepLink({ tokenHash: hashToken(token), kind, role, account, until })
      return token
    }

    const person = (login: string, role: StoredAccount['role'] = 'admin'): StoredAccount => ({
      id: drawToken(),
      login,
      name: login.toUpperCase(),
      role,
      passwordHash: `hash of ${login}`,
    })

    /** Stores an account as one comes to be. */
    async function added(login: string, role: StoredAccount['role'] = 'admin'): Promise<StoredAccount> {
      const account = person(login, role)
      const token = await link('invitation', { role })
      expect(await stores.accounts.create(account, hashToken(token), NOW)).toBe('created')
      return account
    }

    it('has none at first; then it is found by login and by id, and all are listed by login', async () => {
      const { accounts } = stores
      expect(await accounts.any()).toBe(false)
      const mei = await added('mei')
      const ada = await added('ada', 'instructor')
      expect(await accounts.any()).toBe(true)
      expect(await accounts.byLogin('mei')).toEqual(mei)
      expect(await accounts.byId(ada.id)).toEqual(ada)
      expect(await accounts.byLogin('Mei')).toBeNull()
      expect(await accounts.byId(drawToken())).toBeNull()
      expect(await accounts.all()).toEqual([ada, mei])
    })

    it('renames an account, and no other', async () => {
      const { accounts } = stores
      const [mei, ada] = [await added('mei'), await added('ada')]
      expect(await accounts.rename(mei.id, 'Mei 梅')).toEqual({ ...mei, name: 'Mei 梅' })
      expect(await accounts.all()).toEqual([ada, { ...mei, name: 'Mei 梅' }])
      expect(await accounts.rename(drawToken(), 'Nobody')).toBeNull()
    })

    it('uses a link up with the account that it makes, whose role it says', async () => {
      const { accounts } = stores
      const token = await link('invitation', { role: 'instructor' })
      expect(await accounts.link(token, NOW)).toMatchObject({ kind: 'invitation', role: 'instructor', account: null })
      const mei = person('mei', 'admin')
      expect(await accounts.create(mei, hashToken(token), NOW)).toBe('created')
      expect(await accounts.byId(mei.id)).toEqual({ ...mei, role: 'instructor' })
      expect(await accounts.link(token, NOW)).toBeNull()
      expect(await accounts.create(person('ada'), hashToken(token), NOW)).toBe('wrong-link')
    })

    it('makes nothing of a link that is over, of a reset link, or of none', async () => {
      const { accounts } = stores
      const over = await link('invitation', { until: NOW })
      expect(await accounts.link(over, NOW)).toBeNull()
      const mei = await added('mei')
      const reset = await link('reset', { account: mei.id })
      for (const token of [over, reset, drawToken()]) {
        expect(await accounts.create(person('ada'), hashToken(token), NOW)).toBe('wrong-link')
      }
      expect(await accounts.link(reset, NOW)).toMatchObject({ kind: 'reset' })
      const invitation = await link('invitation')
      expect(await accounts.resetPassword(hashToken(invitation), 'x', NOW)).toBeNull()
      expect(await accounts.link(invitation, NOW)).toMatchObject({ kind: 'invitation' })
    })

    it('keeps the link when the login is taken', async () => {
      const { accounts } = stores
      await added('mei')
      const token = await link('invitation')
      expect(await accounts.create(person('mei'), hashToken(token), NOW)).toBe('login-taken')
      expect(await accounts.create(person('ada'), hashToken(token), NOW)).toBe('created')
    })

    it('lets exactly one of several who use one link at once in, on whatever server', async () => {
      const token = await link('invitation')
      const results = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          (n % 2 === 0 ? stores.accounts : stores.elsewhere).create(person(`p${n}`), hashToken(token), NOW),
        ),
      )
      expect(results.toSorted()).toEqual(['created', ...Array.from({ length: 5 }, () => 'wrong-link')])
      expect(await stores.accounts.all()).toHaveLength(1)
    })

    it('sets up one admin, whichever server’s link is used, and however many at once; then none of them holds', async () => {
      const tokens = [await link('setup'), await link('setup'), await link('setup')]
      for (const token of tokens) expect(await stores.accounts.link(token, NOW)).toMatchObject({ kind: 'setup' })
      const results = await Promise.all(
        tokens.map((token, n) =>
          (n % 2 === 0 ? stores.accounts : stores.elsewhere).create(person(`p${n}`), hashToken(token), NOW),
        ),
      )
      expect(results.toSorted()).toEqual(['created', 'wrong-link', 'wrong-link'])
      for (const token of tokens) expect(await stores.accounts.link(token, NOW)).toBeNull()
      // nor one that a server has made without having heard of it
      const late = await link('setup')
      expect(await stores.accounts.create(person('late'), hashToken(late), NOW)).toBe('wrong-link')
      expect(await stores.accounts.all()).toHaveLength(1)
    })

    it('keeps the newest set-up links alone, however often a server starts', async () => {
      const tokens: string[] = []
      for (let start = 0; start < 10; start++) tokens.push(await link('setup', { until: LATER + start }))
      const held = await Promise.all(tokens.map((token) => stores.accounts.link(token, NOW)))
      expect(held.map((one) => one !== null)).toEqual([false, false, ...Array.from({ length: 8 }, () => true)])
    })

    it('knows who is signed in until the time is over or the login is ended, by the token and not by its hash', async () => {
      const { accounts } = stores
      const mei = await added('mei')
      const [here, there] = [drawToken(), drawToken()]
      await accounts.keepLogin(mei.id, hashToken(here), LATER)
      await accounts.keepLogin(mei.id, hashToken(there), LATER + 1)
      expect(await accounts.byLoginToken(here, LATER - 1)).toEqual(mei)
      expect(await accounts.byLoginToken(here, LATER)).toBeNull()
      expect(await accounts.byLoginToken(there, LATER)).toEqual(mei)
      expect(await accounts.byLoginToken(hashToken(here), NOW)).toBeNull()
      await accounts.endLogin(there)
      expect(await accounts.byLoginToken(there, NOW)).toBeNull()
      expect(await accounts.byLoginToken(here, NOW)).toEqual(mei)
    })

    it('ends every other login and the reset link with a change of password', async () => {
      const { accounts } = stores
      const mei = await added('mei')
      const ada = await added('ada')
      const [kept, other, adas] = [drawToken(), drawToken(), drawToken()]
      await accounts.keepLogin(mei.id, hashToken(kept), LATER)
      await accounts.keepLogin(mei.id, hashToken(other), LATER)
      await accounts.keepLogin(ada.id, hashToken(adas), LATER)
      const reset = await link('reset', { account: mei.id })
      await accounts.changePassword(mei.id, 'another', hashToken(kept))
      expect(await accounts.byLoginToken(kept, NOW)).toEqual({ ...mei, passwordHash: 'another' })
      expect(await accounts.byLoginToken(other, NOW)).toBeNull()
      expect(await accounts.byLoginToken(adas, NOW)).toEqual(ada)
      expect(await accounts.link(reset, NOW)).toBeNull()
    })

    it('resets a password once, by the newest link, and ends all logins', async () => {
      const { accounts } = stores
      const mei = await added('mei')
      const login = drawToken()
      await accounts.keepLogin(mei.id, hashToken(login), LATER)
      const first = await link('reset', { account: mei.id })
      const second = await link('reset', { account: mei.id })
      expect(await accounts.resetPassword(hashToken(first), 'x', NOW)).toBeNull()
      expect(await accounts.byLoginToken(login, NOW)).toEqual(mei)
      expect(await accounts.resetPassword(hashToken(second), 'another', NOW)).toEqual({
        ...mei,
        passwordHash: 'another',
      })
      expect(await accounts.byLoginToken(login, NOW)).toBeNull()
      expect(await accounts.resetPassword(hashToken(second), 'x', NOW)).toBeNull()
      const over = await link('reset', { account: mei.id, until: NOW })
      expect(await accounts.resetPassword(hashToken(over), 'x', NOW)).toBeNull()
      expect((await accounts.byId(mei.id))?.passwordHash).toBe('another')
    })

    it('deletes an account with its logins and links, and gives the classes that it owns to the heir', async () => {
      const { accounts } = stores
      const mei = await added('mei')
      const ada = await added('ada', 'instructor')
      const jo = await added('jo', 'instructor')
      const login = drawToken()
      await accounts.keepLogin(ada.id, hashToken(login), LATER)
      const reset = await link('reset', { account: ada.id })
      const owned = await stores.storeClass({ [ada.id]: 'owner', [jo.id]: 'viewer' })
      const shared = await stores.storeClass({ [ada.id]: 'owner', [mei.id]: 'viewer' })
      const others = await stores.storeClass({ [jo.id]: 'owner', [ada.id]: 'teacher' })
      expect(await accounts.delete(ada.id, mei.id)).toEqual({ deleted: true, classes: 2 })
      expect(await accounts.byId(ada.id)).toBeNull()
      expect(await accounts.byLoginToken(login, NOW)).toBeNull()
      expect(await accounts.link(reset, NOW)).toBeNull()
      expect(await stores.rightsIn(owned)).toEqual({ [jo.id]: 'viewer', [mei.id]: 'owner' })
      expect(await stores.rightsIn(shared)).toEqual({ [mei.id]: 'owner' })
      expect(await stores.rightsIn(others)).toEqual({ [jo.id]: 'owner' })
      expect(await accounts.delete(ada.id, mei.id)).toEqual({ deleted: false, why: 'unknown' })
    })

    it('never deletes the last admin: of two who delete each other at once, on two servers, one stays', async () => {
      const { accounts, elsewhere } = stores
      const mei = await added('mei')
      await added('jo', 'instructor')
      const login = drawToken()
      await accounts.keepLogin(mei.id, hashToken(login), LATER)
      expect(await accounts.delete(mei.id, null)).toEqual({ deleted: false, why: 'last-admin' })
      expect(await accounts.byLoginToken(login, NOW)).toEqual(mei)
      const ada = await added('ada')
      const owned = await stores.storeClass({ [mei.id]: 'owner' })
      const both = await Promise.all([accounts.delete(mei.id, ada.id), elsewhere.delete(ada.id, mei.id)])
      expect(both.filter(({ deleted }) => deleted)).toHaveLength(1)
      const left = await accounts.all()
      expect(left.filter(({ role }) => role === 'admin')).toHaveLength(1)
      expect(Object.values(await stores.rightsIn(owned))).toEqual(['owner'])
    })

    it('forgets logins and links that are over', async () => {
      const { accounts } = stores
      const mei = await added('mei')
      const [over, good] = [drawToken(), drawToken()]
      await accounts.keepLogin(mei.id, hashToken(over), NOW)
      await accounts.keepLogin(mei.id, hashToken(good), LATER)
      const invitation = await link('invitation', { until: NOW })
      await accounts.deleteOver(NOW)
      // asked for a time at which they held
      expect(await accounts.byLoginToken(over, NOW - 1)).toBeNull()
      expect(await accounts.link(invitation, NOW - 1)).toBeNull()
      expect(await accounts.byLoginToken(good, NOW)).toEqual(mei)
    })
  })
}
