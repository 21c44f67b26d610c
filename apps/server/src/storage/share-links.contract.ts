import { beforeAll, describe, expect, it, vi } from 'vitest'
import { letIn, newClass, newcomer, pairSession } from '../testing/stored-class.ts'
import { CREATED_AT } from '../testing/stored-session.ts'
import type { ClassStores } from './classes.contract.ts'
import { drawToken, hashToken } from './seat-token.ts'
import type { StoredShareLink } from './share-links.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** What links of any storage do. */
export function describeShareLinks(name: string, open: () => Promise<ClassStores>): void {
  describe(`links to share in ${name}`, () => {
    let stores: ClassStores
    let owner: string
    beforeAll(async () => {
      stores = await open()
      owner = await stores.storeAccount('owner of links')
    })

    /** A class with the session of a pair. */
    async function stored() {
      const made = newClass(owner)
      expect(await stores.classes.create(made)).toBe('created')
      const mei = await letIn(stores.classes, made.id, newcomer('Mei'))
      const pair = pairSession(made.id, 1, mei.id)
      await stores.classes.createSessions(made.id, [pair])
      return { id: made.id, session: pair.session.id }
    }

    const linkOf = (id: string, parts: Partial<StoredShareLink> = {}): StoredShareLink => ({
      id: drawToken(),
      class: id,
      kind: 'board',
      session: null,
      names: false,
      createdAt: CREATED_AT,
      expiresAt: null,
      ...parts,
    })

    it('open what they are for, by their tokens alone, until they have expired', async () => {
      const { elsewhere, shareLinks } = stores
      const { id, session } = await stored()
      const [board, replay] = [drawToken(), drawToken()]
      const always = linkOf(id)
      const until = linkOf(id, {
        kind: 'replay',
        session,
        names: true,
        createdAt: CREATED_AT + 1,
        expiresAt: CREATED_AT + 9,
      })
      expect(await shareLinks.create(always, hashToken(board))).toBe('created')
      expect(await shareLinks.create(until, hashToken(replay))).toBe('created')
      expect(await elsewhere.shareLinks.opens(board, CREATED_AT + 99)).toEqual(always)
      expect(await elsewhere.shareLinks.opens(replay, CREATED_AT + 8)).toEqual(until)
      expect(await shareLinks.opens(replay, CREATED_AT + 9)).toBeNull()
      for (const wrong of [always.id, hashToken(board), drawToken(), ''])
        expect(await shareLinks.opens(wrong, CREATED_AT)).toBeNull()
      expect(await elsewhere.shareLinks.ofClass(id, CREATED_AT + 8)).toEqual([
        { ...until, round: 1, pair: 1 },
        { ...always, round: null, pair: null },
      ])
      expect(await shareLinks.ofClass(id, CREATED_AT + 9)).toMatchObject([always])
      expect(await shareLinks.ofClass((await stored()).id, CREATED_AT)).toEqual([])
    })

    it('open nothing once they have been revoked, by their own class, however often', async () => {
      const { elsewhere, shareLinks } = stores
      const { id } = await stored()
      const token = drawToken()
      const link = linkOf(id)
      await shareLinks.create(link, hashToken(token))
      expect(await shareLinks.revoke((await stored()).id, link.id, CREATED_AT)).toBe(false)
      expect(await shareLinks.opens(token, CREATED_AT)).toEqual(link)
      expect(await shareLinks.revoke(id, link.id, CREATED_AT + 1)).toBe(true)
      expect(await shareLinks.revoke(id, link.id, CREATED_AT + 2)).toBe(true)
      expect(await elsewhere.shareLinks.opens(token, CREATED_AT)).toBeNull()
      expect(await elsewhere.shareLinks.ofClass(id, CREATED_AT)).toEqual([])
      expect(await shareLinks.revoke(id, drawToken(), CREATED_AT)).toBe(false)
    })

    it('are of a class that there is, and of a session of its own', async () => {
      const { classes, shareLinks } = stores
      const { id } = await stored()
      const other = await stored()
      const make = (link: StoredShareLink) => shareLinks.create(link, hashToken(drawToken()))
      expect(await make(linkOf(drawToken()))).toBe('unknown')
      expect(await make(linkOf(id, { kind: 'replay', session: other.session }))).toBe('unknown')
      expect(await make(linkOf(id, { kind: 'replay', session: drawToken() }))).toBe('unknown')
      const token = drawToken()
      await shareLinks.create(linkOf(other.id, { kind: 'replay', session: other.session }), hashToken(token))
      await classes.delete(other.id)
      expect(await shareLinks.opens(token, CREATED_AT)).toBeNull()
    })
  })
}
