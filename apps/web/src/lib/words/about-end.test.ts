import { expect, test } from 'vitest'
import { aboutEnd } from './about-end.ts'

test('a stack has a name, in both languages', () => {
  expect(
    aboutEnd('Your SYN,ACK acknowledges 102. You sent 1 and you now expect 2; you are ESTABLISHED.', 'server', 'en'),
  ).toBe(
    'The server’s SYN,ACK acknowledges 102. The server sent 1 and the server now expects 2; the server is ESTABLISHED.',
  )
  expect(aboutEnd('You have sent a FIN; what you receive is yours.', 'client', 'en')).toBe(
    'The client has sent a FIN; what the client receives is the client’s.',
  )
  expect(aboutEnd('你的 FIN 已经发出，你不能再发数据。', 'client', 'zh-CN')).toBe(
    '客户端的 FIN 已经发出，客户端不能再发数据。',
  )
})
