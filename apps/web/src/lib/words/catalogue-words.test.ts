import { ACK, call, closed, receive, SYN, segment, send } from '@woshou/protocol'
import * as catalogue from '@woshou/protocol/catalogue'
import type { End } from '@woshou/session'
import { expect, test } from 'vitest'
import { sectionLink } from './catalogue-words.ts'
import { hintWords } from './hint-words.ts'
import { numberingOf } from './numbering.ts'

test.each([
  ['3.10.7.4', 'https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7.4'],
  ['RFC 5961 3.2', 'https://www.rfc-editor.org/rfc/rfc5961#section-3.2'],
])('section %s is found at %s', (section, href) => {
  expect(sectionLink(section)).toBe(href)
})

test('an end whose application has room again is not told to wait', () => {
  const opened = call(closed(), { type: 'open-passive' })
  if (!opened.ok) throw new Error(opened.error)
  const asked = receive(opened.tcb, segment({ flags: SYN, seq: 100 })).tcb
  const answered = send(asked, segment({ flags: SYN | ACK, seq: 300, ack: 101 }))
  const { tcb } = receive(answered, segment({ flags: ACK, seq: 101, ack: 301 }))
  const end = { tcb, isn: 300, room: 20 } as End
  const hints = hintWords(catalogue, end, numberingOf('absolute', { iss: 300, irs: 100 }), 'en')
  expect(hints[2]).toContain('win=20')
})
