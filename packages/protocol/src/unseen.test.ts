import { expect, test } from 'vitest'
import { ACK, beforeSending, due, segment } from './index.ts'
import { CLIENT, CN, SERVER, SN, selective } from './rule-cases/end.test-support.ts'

test('what filled a gap was not recorded: an ACK from beyond it says that nothing before is held any more (RFC 2018 §4)', () => {
  const end = selective(1)
    .gets(ACK, SN + 10, CN + 10, 'b')
    .gets(ACK, SN + 20, CN + 10, 'c')
  const blocks = (acknowledged: number) => {
    const leaving = segment({ flags: ACK, seq: CN + 10, ack: acknowledged })
    return due(beforeSending(end.tcb, leaving, { iss: CLIENT, irs: SERVER })).map(({ segment: { ack, options } }) => [
      ack,
      ...(options?.sack ?? []),
    ])
  }
  expect(blocks(SN)).toEqual([[SN, [SN + 20, SN + 21], [SN + 10, SN + 11]]])
  expect(blocks(SN + 11)).toEqual([[SN + 11, [SN + 20, SN + 21]]])
  expect(blocks(SN + 21)).toEqual([[SN + 21]])
})
