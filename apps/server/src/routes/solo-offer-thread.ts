// The thread that reads what browsers offer: see solo-offers.ts.
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { PAGE } from '../storage/event-log.ts'
import { readOffer } from './solo-offer.ts'

if (!parentPort) throw new Error('this file is a worker thread’s')
const port = parentPort
// whoever plays comes first, on a machine with few cores too. On Linux 0 is this thread alone, elsewhere the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)
port.on('message', (body: Uint8Array) => port.postMessage(readOffer(body, PAGE)))
