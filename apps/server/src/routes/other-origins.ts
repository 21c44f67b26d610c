import type { FastifyRequest } from 'fastify'
import { networkOrigins } from '../network-origins.ts'

/** Where others reach the server that was asked, if not by the name under which it was: see `networkOrigins`. */
export const otherOrigins = (
  { host, server, socket }: FastifyRequest,
  publicOrigins: readonly string[],
): { readonly origins?: string[] } => {
  const listening = server.addresses().filter((at) => typeof at !== 'string')
  const origins = networkOrigins({ host, remoteAddress: socket.remoteAddress }, { listening, publicOrigins })
  return origins.length > 0 ? { origins } : {}
}
