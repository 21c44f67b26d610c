import * as v from 'valibot'

/**
 * `GET` and `PUT /api/sessions/:id/links`, by the token of one of its two ends: whether whoever has a link to the session sees
 * it. False: nobody does but those who sit in it, by their tokens.
 */
export const LinksSchema = v.strictObject({ open: v.boolean() })
export type Links = v.InferInput<typeof LinksSchema>
