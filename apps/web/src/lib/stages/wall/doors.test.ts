import { expect, test } from 'vitest'
import { doorsOf } from './doors.ts'

const OPEN = { code: '48291375', link: '/join/k3J9xQ2mV7bT0aYcR5uWzg' }

test('the QR carries an absolute link, the address is what people type', () => {
  expect(doorsOf(OPEN, 'https://woshou.example.org')).toEqual({
    code: '48291375',
    address: 'woshou.example.org/join',
    link: 'https://woshou.example.org/join/k3J9xQ2mV7bT0aYcR5uWzg',
    local: false,
  })
})

test('a laptop that shows localhost projects where it is in the network', () => {
  const doors = doorsOf({ ...OPEN, origins: ['http://192.168.1.20:3000'] }, 'http://localhost:3000')
  expect(doors).toMatchObject({ address: '192.168.1.20:3000/join', local: false })
  expect(doors?.link).toMatch(/^http:\/\/192\.168\.1\.20:3000\/join\//)
})

test.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000', 'http://woshou.localhost'])(
  'says that %s works here alone',
  (origin) => expect(doorsOf(OPEN, origin)?.local).toBe(true),
)

test('closed doors have no way in', () => {
  expect(doorsOf({ code: null, link: null }, 'https://woshou.example.org')).toBeNull()
})
