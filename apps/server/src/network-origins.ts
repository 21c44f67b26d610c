import { networkInterfaces } from 'node:os'

/** Bridges of virtual machines and containers: no partner sits behind them. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet)/

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[?::1\]?|::ffff:127(\.\d+){3})$/i

/** This machine's IPv4 addresses in its networks. */
export function networkAddresses(): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    VIRTUAL.test(name)
      ? []
      : (addresses ?? []).flatMap(({ address, family, internal }) => (family === 'IPv4' && !internal ? [address] : [])),
  )
}

/** Whether a server that listens there is found at all of its machine's addresses. */
export const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** A request as far as it tells where its author is. */
interface Asked {
  /** The name and port under which the server was asked, as in the Host header. */
  readonly host: string
  /** Where the connection itself comes from. */
  readonly remoteAddress: string | undefined
}

/** Where a server listens, and under which other names it is known. */
interface Known {
  readonly listening: readonly { readonly address: string; readonly port: number }[]
  readonly publicOrigins: readonly string[]
}

/**
 * Where others reach a server that its own machine calls `localhost`: a link made under that name opens nowhere else.
 * Nothing when it was asked under another name, which then works for others too; when it listens on this machine only;
 * or when something stands in between (Vite, a container's port mapping), whose addresses it does not know.
 */
export function networkOrigins({ host, remoteAddress }: Asked, { listening, publicOrigins }: Known): string[] {
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null
  if (!asked || !LOOPBACK.test(asked.hostname) || !LOOPBACK.test(remoteAddress ?? '')) return []
  if (publicOrigins.length > 0) return [...publicOrigins]
  const port = Number(asked.port || 80)
  if (!listening.some(({ address, port: own }) => isEverywhere(address) && own === port)) return []
  return networkAddresses().map((address) => `http://${address}${port === 80 ? '' : `:${port}`}`)
}
