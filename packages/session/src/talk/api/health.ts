import * as v from 'valibot'

/** `lost` is no reason to take a server out: it serves its students, and hears of the others a second later. */
const BusStateSchema = v.picklist(['alone', 'none', 'connected', 'lost'])

/** What `GET /healthz` answers. */
export const HealthSchema = v.object({
  ok: v.literal(true),
  version: v.string(),
  liveSessions: v.number(),
  bus: BusStateSchema,
})

/** What `GET /readyz` answers. */
export const ReadySchema = v.object({ ok: v.literal(true) })
