// A server process for tests: `main.ts`, with the options that its argument says as JSON.
import { flushCompileCache } from 'node:module'
import { type ServeOptions, serve } from '../serve.ts'

await serve(JSON.parse(process.argv[2] ?? '{}') as ServeOptions)
flushCompileCache()
