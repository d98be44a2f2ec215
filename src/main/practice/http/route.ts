import type { PracticeOperation } from '../faults.ts';
import type { Members } from './request-body.ts';

/** What a route gets of a request that passed the gate. */
export interface RouteRequest {
  /** Decoded parts of the path, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly members: Members;
}

export interface RouteAnswer {
  readonly status: 200 | 201 | 204;
  /** Null: no body. */
  readonly body: unknown;
}

/** One documented operation of the API. Throws `Refusal`. */
export interface Route {
  readonly operation: PracticeOperation;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As the documents write it: `/jobs/{id}/files`. */
  readonly path: string;
  answer(request: RouteRequest): RouteAnswer | Promise<RouteAnswer>;
}

export const ok = (body: unknown = null): RouteAnswer => ({ status: 200, body });
export const created = (body: unknown): RouteAnswer => ({ status: 201, body });
export const noContent: RouteAnswer = { status: 204, body: null };
