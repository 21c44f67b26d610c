// The program: `node apps/server/src/main.ts`, with `--sources` for the sources in any case, as in development.
// `npm start` gives what is new in memory room from the beginning (`--min-semi-space-size=16`, MB; Node's own is 1): V8 would
// else tidy up again and again while all is being loaded, for perhaps a tenth of a start's processor. It can't be set from within.
import { flushCompileCache } from 'node:module'
import { keepCompiled } from './keep-compiled.ts'

keepCompiled()
const { loadServer } = await import('./built-server.ts')
const { serve } = await loadServer(process.argv.includes('--sources'))
await serve()
flushCompileCache()
