// The prober, a Worker of its own: places an object in the region that it is asked for and has it read the API from there,
// as any client would. It keeps nothing.
import { DurableObject } from 'cloudflare:workers';
import { prettifyError } from 'zod';
import { type Access, refuse } from './access.ts';
import { Plan, type Report } from './plan.ts';
import { probe } from './probe.ts';

interface ProberEnv extends Access {
  PROBE: DurableObjectNamespace<Probe>;
}

export class Probe extends DurableObject<ProberEnv> {
  measure(plan: Plan): Promise<Report> {
    return probe(plan);
  }
}

export default {
  async fetch(request, env) {
    const refusal = await refuse(request, env);
    if (refusal) return toProblem(refusal.status, refusal.detail);
    if (request.method !== 'POST') return toProblem(405, 'POST a plan.');
    const plan = Plan.safeParse(await request.json().catch(() => null));
    if (!plan.success) return toProblem(400, prettifyError(plan.error));
    const { hint, run } = plan.data;
    // The hint counts only for the first get of an id, so every run has objects of its own.
    const object = env.PROBE.get(env.PROBE.idFromName(`probe:${hint}:${run}`), { locationHint: hint });
    return Response.json(await object.measure(plan.data), { headers: { 'Cache-Control': 'no-store' } });
  },
} satisfies ExportedHandler<ProberEnv>;

function toProblem(status: number, detail: string): Response {
  const headers = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...(status === 405 && { Allow: 'POST' }),
  };
  return new Response(JSON.stringify({ type: 'about:blank', status, detail }), { status, headers });
}
