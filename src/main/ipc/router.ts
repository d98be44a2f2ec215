import type { z } from 'zod';
import type { Answer, AppApi } from '../../preload/contract/index.ts';
import { AppError, errorData, toAppError } from '../errors/app-error.ts';
import type { Application } from '../ports/application.ts';
import type { Peer } from '../ports/host.ts';
import type { Log } from '../ports/log.ts';
import { argumentSchemas } from './argument-schemas.ts';
import { isAllowedPeer } from './sender.ts';

export interface RouterOptions {
  readonly application: Pick<Application, 'api'>;
  /** e.g. `clipdesk://app`; compared exactly. */
  readonly allowedOrigin: string;
  readonly log: Log;
}

export interface Router {
  /**
   * Carries out one request of a window. Never throws and never answers with nothing: a refusal is an `Answer`
   * with a coded error (`sender_refused`, `unknown_method`, `invalid_arguments`, or the service's own).
   */
  handle(peer: Peer, method: unknown, args: unknown): Promise<Answer>;
}

type Handler = (args: unknown) => Promise<unknown>;

/** Both hosts give every request of their window to this; what is allowed is decided here and only here. */
export function createRouter(options: RouterOptions): Router {
  const { allowedOrigin, log } = options;
  const handlers = handlersOf(options.application.api, log);

  return {
    async handle(peer, method, args) {
      // Only known names reach the log: what a stranger sends is neither trusted nor repeated.
      let name = 'unknown';
      try {
        if (!isAllowedPeer(peer, allowedOrigin)) {
          throw new AppError('bug', 'sender_refused', 'This page is not allowed to speak to Clipdesk.');
        }
        const handler = typeof method === 'string' ? handlers.get(method) : undefined;
        if (handler === undefined) {
          throw new AppError(
            'bug',
            'unknown_method',
            'Clipdesk does not know this request. Please restart it.',
          );
        }
        name = String(method);
        return { ok: true, value: (await handler(args)) ?? null };
      } catch (thrown) {
        const error = toAppError(thrown);
        const facts = { method: name, code: error.code, topFrame: peer.isTopFrame };
        if (error.action === 'bug') {
          log.error('A request of the window was refused or failed', { ...facts, reason: reasonOf(thrown) });
        } else {
          log.info('A request of the window was answered with an error', facts);
        }
        return { ok: false, error: errorData(error) };
      }
    },
  };
}

/** A `Map`, so that only names put in here are found: nothing inherited from a prototype ever is. */
function handlersOf(api: AppApi, log: Log): ReadonlyMap<string, Handler> {
  const handlers = new Map<string, Handler>();
  for (const [name, schema] of Object.entries(argumentSchemas)) {
    const [areaName = '', methodName = ''] = name.split('.');
    const area: unknown = Reflect.get(api, areaName);
    const method: unknown =
      typeof area === 'object' && area !== null ? Reflect.get(area, methodName) : undefined;
    if (typeof method !== 'function') {
      // The types forbid it; should a packed application lack one all the same, the rest of it still works.
      log.error('The application lacks a method of the contract', { method: name });
      continue;
    }
    handlers.set(name, async (args) => {
      // `argumentSchemas` is proven against the contract, so what parses is what this method takes.
      const result: unknown = await Reflect.apply(method, area, parse(schema, args));
      return result;
    });
  }
  return handlers;
}

function parse(schema: z.ZodType<readonly unknown[]>, args: unknown): readonly unknown[] {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.findLast((part): part is string => typeof part === 'string');
  const tooMuch = issue?.code === 'too_big';
  throw new AppError(
    tooMuch ? 'person' : 'bug',
    'invalid_arguments',
    tooMuch
      ? 'That is more than Clipdesk can take here. Make it shorter, or do it in several steps.'
      : 'Clipdesk could not accept this value. Check what was entered and try again.',
    field === undefined ? {} : { field },
  );
}

/** The kind of an unforeseen failure for the log; its message could quote what the window sent. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.code;
  return thrown instanceof Error ? thrown.name : typeof thrown;
}
