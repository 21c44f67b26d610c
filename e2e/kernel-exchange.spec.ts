import { FLAGS } from '@woshou/protocol'
import { ROLES, type Role } from '@woshou/session'
import { expect, test } from './pair.ts'
import { playTrace } from './play-trace.ts'
import { watchShown } from './shown.ts'
import { readTrace } from './trace.ts'

const EXCHANGES = [
  { scenario: 'kernel-close-client-first', trace: 'close-client-first-4seg' },
  { scenario: 'kernel-half-close', trace: 'half-close-client-then-server-data' },
] as const

for (const { scenario, trace: name } of EXCHANGES) {
  test(`plays ${name} number for number, English at one end and Chinese at the other`, async ({ seated }) => {
    test.slow()
    const trace = readTrace(name)
    const pair = await seated({ scenario, pace: 0.25 })
    const { client, server } = pair
    await expect(client.page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(server.page.locator('html')).toHaveAttribute('lang', 'zh-CN')
    const [clientStates, serverStates] = [
      await watchShown(client.page, 'state'),
      await watchShown(server.page, 'state'),
    ]

    await playTrace(pair, trace)

    // both are told, each in its own language
    const log = await pair.log()
    expect({ client: await clientStates(), server: await serverStates() }).toEqual(trace.states)
    const sent = log.flatMap((event) => (event.type === 'segment-sent' ? [event] : []))
    expect(
      sent.map(({ role, segment: { ack, flags, seq, text } }) => {
        const names = FLAGS.filter(([, bit]) => flags & bit).map(([flag]) => flag)
        return { from: role, flags: names.toSorted(), seq, ack: names.includes('ACK') ? ack : null, len: text.length }
      }),
    ).toEqual(
      trace.segments.map(({ ack, flags, from, len, seq }) => ({ from, flags: flags.toSorted(), seq, ack, len })),
    )
    expect(log.filter(({ type }) => type === 'segment-withheld')).toEqual([])

    // the replay shows at every event the states that both saw live (issue 2, 7)
    const { page: replay } = client
    await replay.goto(`/replay/${pair.session}`)
    const slider = replay.getByRole('slider')
    const shown: Record<Role, string[]> = { client: [], server: [] }
    for (let version = 1; version <= log.length; version++) {
      await expect(slider).toHaveValue(`${version}`)
      for (const role of ROLES) {
        const state = await replay.getByTestId(`state-${role}`).getAttribute('data-state')
        if (state && shown[role].at(-1) !== state) shown[role].push(state)
      }
      await replay.keyboard.press('ArrowRight')
    }
    expect(shown).toEqual(trace.states)
  })
}
