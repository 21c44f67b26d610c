import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { GroupCommit } from './group-commit.ts'

/** A commit that waits to be let through, and keeps its batches. */
function heldCommit() {
  const batches: (readonly number[])[] = []
  const gates: (() => void)[] = []
  const commit = async (items: readonly number[]) => {
    batches.push(items)
    await new Promise<void>((resolve) => gates.push(resolve))
    return items.map((item) => item * 10)
  }
  return { batches, gates, commit }
}

describe('group commit', () => {
  it('commits what came in one turn of the event loop as one batch, and what arrives meanwhile as the next', async () => {
    const { batches, gates, commit } = heldCommit()
    const group = new GroupCommit(commit, 0)
    const first = [1, 2].map((item) => group.add(item))
    await turn()
    expect(batches).toEqual([[1, 2]])
    const second = [3, 4, 5].map((item) => group.add(item))
    await turn()
    expect(batches).toHaveLength(1)
    gates[0]?.()
    expect(await Promise.all(first)).toEqual([10, 20])
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
    gates[1]?.()
    expect(await Promise.all(second)).toEqual([30, 40, 50])
  })

  it('lets what still comes within the gap share the next commit', async () => {
    const { batches, gates, commit } = heldCommit()
    const group = new GroupCommit(commit, 20)
    const first = group.add(1)
    await turn()
    const others = [group.add(2)]
    gates[0]?.()
    await first
    others.push(group.add(3))
    // the second commit begins when the gap has passed
    await vi.waitUntil(() => gates.length === 2)
    gates[1]?.()
    expect(await Promise.all(others)).toEqual([20, 30])
    expect(batches).toEqual([[1], [2, 3]])
  })

  it('gives a failure to everyone in the batch, and goes on', async () => {
    let fail = true
    const group = new GroupCommit(async (items: readonly number[]) => {
      if (fail) throw new Error('disk full')
      return items
    })
    await expect(group.add(1)).rejects.toThrow('disk full')
    fail = false
    expect(await group.add(2)).toBe(2)
  })

  it('takes answers that come later, one of them a failure', async () => {
    const group = new GroupCommit<number, number>(async (items) =>
      items.map(async (item) => {
        if (item === 2) throw new Error('two')
        return item
      }),
    )
    const results = await Promise.allSettled([group.add(1), group.add(2), group.add(3)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})
