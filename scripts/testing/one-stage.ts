// One stage whose only run leaves things behind; its argument is what the run does then. The last line is JSON: how the
// run ended, what interrupted it, and what stayed.
import { fileURLToPath } from 'node:url'
import type { Stayed } from '../test-run.ts'
import { type Ended, TestStages } from '../test-stages.ts'

export interface Told {
  readonly ended: readonly Ended[]
  readonly interrupted: NodeJS.Signals | null
  readonly stayed: Stayed
}

if (import.meta.main) {
  const program = fileURLToPath(import.meta.resolve('./leave-behind.ts'))
  const stages = new TestStages()
  const ended = await stages.run([{ name: 'bad', command: [process.execPath, program, process.argv[2] ?? ''] }])
  const stayed = await stages.end(0)
  console.log(JSON.stringify({ ended, interrupted: stages.interrupted, stayed } satisfies Told))
}
