/** Why a connection is closed, by RFC 6455 §7.4.1 and the IANA registry: what the other side does then depends on it. */
export const CLOSE = {
  /** It is not to come back as it is. */
  policyViolation: 1008,
  /** Come back, to another server perhaps. */
  serviceRestart: 1012,
  /** Come back in a while. */
  tryAgainLater: 1013,
} as const

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]
