import { type Gauges, type Metrics, UNCOUNTED } from './metrics.ts'

/**
 * The metrics of one server. What counts for Prometheus is loaded only where it may be read: it is a twelfth of a start.
 * @param token METRICS_TOKEN; null: nobody may read them
 */
export async function openMetrics(token: string | null, gauges: Gauges): Promise<Metrics> {
  if (token === null) return UNCOUNTED
  const { PrometheusMetrics } = await import('./prometheus-metrics.ts')
  return new PrometheusMetrics(gauges)
}
