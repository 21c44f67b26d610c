// `npm run backup -- FILE` and `npm run restore -- FILE`: all that DATABASE_URL names, into a file and back.
import { keepCompiled } from './keep-compiled.ts'

keepCompiled()
const { loadBuilt } = await import('./built-server.ts')
const { callBackup } = await loadBuilt('backup-call', () => import('./backup-call.ts'))
process.exitCode = await callBackup(process.argv.slice(2), process.env, console)
