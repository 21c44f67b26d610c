// The thread that reads what browsers offer: see solo-offers.ts.
import { parentPort } from 'node:worker_threads'
import { PAGE } from '../log/event-log.ts'
import { readOffer } from './solo-offer.ts'

if (!parentPort) throw new Error('this file is a worker thread’s')
const port = parentPort
port.on('message', (body: Uint8Array) => port.postMessage(readOffer(body, PAGE)))
