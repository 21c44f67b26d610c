import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { conversationLog, readCapture } from '@woshou/capture'
import { expect, test } from 'vitest'
import { captureFindings } from './capture-findings.ts'

const FIXTURES = join(import.meta.dirname, '../../../../../packages/capture/fixtures')

function findingsOf(name: string) {
  const read = readCapture(readFileSync(join(FIXTURES, `${name}.pcap`)))
  const [conversation] = read.ok ? read.conversations : []
  if (!conversation) throw new Error(`${name} holds no connection`)
  return captureFindings(conversationLog(conversation))
}

test('a whole capture lacks nothing', () => {
  expect(findingsOf('pcap/close-client-first-4seg')).toEqual({ right: 7, wrong: 0, untold: 0, inferred: 0, lacks: [] })
})

test('each lack is named once, with the segments that it leaves open and the first of them', () => {
  const { inferred, lacks, right, untold, wrong } = findingsOf('incomplete/syn-missing-window-scale')
  expect({ right, wrong, untold, inferred }).toEqual({ right: 4, wrong: 0, untold: 2, inferred: 1 })
  expect(lacks).toEqual([{ reason: 'window-unknown', whose: 'client', segments: 2, first: 12 }])
})

test('a missing half is named, whether a judgement needed it or not', () => {
  expect(findingsOf('incomplete/one-direction-server').lacks).toContainEqual(
    expect.objectContaining({ reason: 'one-direction', whose: 'client', segments: 1 }),
  )
  expect(findingsOf('incomplete/lone-rst').lacks).toContainEqual(
    expect.objectContaining({ reason: 'one-direction', whose: 'server', segments: 0, first: null }),
  )
})

test('a capture that begins in the middle says so, though every segment could be judged', () => {
  const { lacks, untold } = findingsOf('incomplete/middle-acks-first')
  expect(untold).toBe(0)
  expect(lacks).toEqual([{ reason: 'beginning-missing', whose: 'client', segments: 0, first: null }])
})
