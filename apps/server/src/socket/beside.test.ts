import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Beside } from './beside.ts'
import { STRANGER } from './caller.ts'
import { CLOSE, type CloseCode } from './close-code.ts'
import type { Entry, Guest, Line } from './guest.ts'

/** Somebody who comes for a session: when and how that ends is the test's to say. */
class Visitor {
  readonly session: string
  line: Line | null = null
  entered = 0
  abandoned = 0
  left = 0
  readonly heard: string[] = []
  /** What it was answered first. */
  answered: 'let in' | 'not let in' | null = null
  #answer: (entry: Entry) => void = () => {}
  #fail: (error: Error) => void = () => {}

  constructor(session: string) {
    this.session = session
  }

  ask(line: Line): Promise<Entry> {
    this.line = line
    return new Promise((resolve, reject) => {
      this.#answer = resolve
      this.#fail = reject
    })
  }

  letIn(closesAtOnce: CloseCode | null): void {
    this.answered ??= 'let in'
    const guest: Guest = {
      joined: this.session,
      hear: ({ type }) => void this.heard.push(type),
      beat: () => this.line?.sendText(this.session),
      leave: () => {
        this.left += 1
      },
    }
    this.#answer({
      ok: true,
      abandon: () => {
        this.abandoned += 1
      },
      enter: () => {
        this.entered += 1
        if (closesAtOnce) this.line?.close(closesAtOnce)
        return { ok: true, guest }
      },
    })
  }

  turnAway(): void {
    this.answered ??= 'not let in'
    this.#answer({ ok: false, code: 'wrong-token', field: 'token', detail: '', close: CLOSE.policyViolation })
  }

  break(): void {
    this.answered ??= 'not let in'
    this.#fail(new Error('a bug'))
  }
}

const turns = () => new Promise((resolve) => setImmediate(resolve))
const STEPS = ['come', 'let in', 'let in, closed', 'turn away', 'break', 'go', 'hear', 'close', 'beat'] as const

it('nothing leaks, whoever comes and goes in whichever order: who enters leaves once, who does not gives all back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 30 }), async (steps) => {
      const said: { readonly type: string; readonly session?: string | undefined }[] = []
      const line: Line = {
        address: '::1',
        caller: STRANGER,
        open: true,
        send: (message) => void said.push(message),
        sendText: (session) => void said.push({ type: 'text', session }),
        refuse: ({ session }) => void said.push({ type: 'error', session }),
        close: () => expect.fail('the connection stays'),
      }
      const beside = new Beside(line, { report: () => {} })
      const visitors: Visitor[] = []
      for (const step of steps) {
        const newest = visitors.at(-1)
        switch (step) {
          case 'come': {
            const visitor = new Visitor(`session ${visitors.length}`)
            visitors.push(visitor)
            void beside.letIn(visitor.session, (its) => visitor.ask(its))
            break
          }
          case 'let in':
            // whoever has waited longest is answered, whether they are wanted still or not
            visitors.find(({ answered }) => answered === null)?.letIn(null)
            break
          case 'let in, closed':
            visitors.find(({ answered }) => answered === null)?.letIn(CLOSE.tryAgainLater)
            break
          case 'turn away':
            newest?.turnAway()
            break
          case 'break':
            newest?.break()
            break
          case 'go':
            beside.letGo()
            break
          case 'hear':
            expect(beside.hear({ type: 'hand-over', id: 'hand-0001', to: 'code' })).toBe(beside.session !== null)
            break
          case 'close':
            newest?.line?.close(CLOSE.policyViolation)
            break
          case 'beat':
            beside.beat()
        }
        await turns()
        const there = visitors.filter(({ entered, left }) => entered > left)
        expect(there.length, 'one at a time').toBeLessThanOrEqual(1)
        if (there[0]) expect(beside.session).toBe(there[0].session)
        const gone = said.filter(({ type }) => type === 'left').map(({ session }) => session)
        expect(gone, 'nobody is there who has been shown out').not.toContain(beside.session)
      }
      // what nobody waits for any more is answered as well
      beside.letGo()
      for (const visitor of visitors) visitor.letIn(null)
      await turns()
      for (const { abandoned, answered, entered, left } of visitors) {
        expect(left).toBe(entered)
        expect(entered + abandoned).toBe(answered === 'let in' ? 1 : 0)
      }
      // nothing is said of a session after it has been left
      for (const { session } of visitors) {
        const its = said.filter((message) => message.session === session).map(({ type }) => type)
        expect(its.indexOf('left')).toBe(its.includes('left') ? its.length - 1 : -1)
        expect(its.filter((type) => type === 'left').length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 300, seed: 20261127 },
  )
})

it('what is said to somebody who is being looked up is heard when they are there', async () => {
  const said: object[] = []
  const line = {
    address: '::1',
    caller: STRANGER,
    open: true,
    send: (message) => void said.push(message),
    refuse: (told) => void said.push(told),
  } as Line
  const beside = new Beside(line, { report: () => {} })
  const visitor = new Visitor('session')
  void beside.letIn('session', (its) => visitor.ask(its))
  for (let message = 0; message < 66; message++) beside.hear({ type: 'hand-over', id: `hand-00${message}`, to: 'code' })
  expect(said).toMatchObject([
    { code: 'too-many', id: 'hand-0064', session: 'session' },
    { code: 'too-many', id: 'hand-0065' },
  ])
  visitor.letIn(null)
  await turns()
  expect(visitor.heard).toHaveLength(64)
})
