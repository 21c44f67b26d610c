import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { networkOrigins } from './network-origins.ts'

const address = (text: string, internal = false) => ({
  address: text,
  netmask: '255.255.255.0',
  family: 'IPv4' as const,
  mac: '00:00:00:00:00:00',
  internal,
  cidr: null,
})
const machine = vi.spyOn(os, 'networkInterfaces').mockReturnValue({
  lo: [address('127.0.0.1', true)],
  wlan0: [{ ...address('fe80::1'), family: 'IPv6', scopeid: 2 }, address('192.168.0.12')],
  docker0: [address('172.17.0.1')],
  eth0: [address('10.0.0.3')],
})

syncBuiltinESMExports()
afterAll(() => {
  machine.mockRestore()
  syncBuiltinESMExports()
})

const everywhere = [{ address: '0.0.0.0', port: 3000 }]
const here = { host: 'localhost:3000', remoteAddress: '127.0.0.1' }

describe('where others reach a server that was asked under a loopback name', () => {
  it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])(
    'is its machine’s addresses in its networks (%s)',
    (host) => {
      const found = networkOrigins({ ...here, host }, { listening: everywhere, publicOrigins: [] })
      expect(found).toEqual(['http://192.168.0.12:3000', 'http://10.0.0.3:3000'])
    },
  )

  it('is what PUBLIC_ORIGINS says, where it says something', () => {
    const publicOrigins = ['https://woshou.example.org']
    expect(networkOrigins(here, { listening: everywhere, publicOrigins })).toEqual(publicOrigins)
  })

  it.each([
    ['it listens on this machine only', here, [{ address: '127.0.0.1', port: 3000 }]],
    ['it was asked under a name that works for others', { ...here, host: '192.168.0.12:3000' }, everywhere],
    ['a proxy with another port stands in between', { ...here, host: 'localhost:5173' }, everywhere],
    ['a container’s port mapping does', { ...here, remoteAddress: '172.17.0.1' }, everywhere],
    ['the Host header makes no sense', { ...here, host: 'a b' }, everywhere],
  ])('is nowhere when %s', (_why, asked, listening) => {
    expect(networkOrigins(asked, { listening, publicOrigins: [] })).toEqual([])
  })
})
