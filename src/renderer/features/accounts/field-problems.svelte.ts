import { ClientError, sentenceOf } from '../../client.ts';

/** What is wrong in a form: field by field where that is known, else as a whole. */
export class FieldProblems<Name extends string> {
  readonly #names: readonly Name[];
  /** A problem that belongs to no field. */
  problem = $state('');
  problems = $state<Partial<Record<Name, string>>>({});
  busy = $state(false);

  constructor(names: readonly Name[]) {
    this.#names = names;
  }

  clear(field: Name): void {
    delete this.problems[field];
    this.problem = '';
  }

  /** Runs `work` once at a time; null when something is missing (`missing` says what) or it did not work. */
  async attempt<T>(missing: Partial<Record<Name, string>>, work: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.problems = missing;
    this.problem = '';
    if (Object.keys(missing).length > 0) return null;
    this.busy = true;
    try {
      return await work();
    } catch (thrown) {
      const field =
        thrown instanceof ClientError
          ? this.#names.find((name) => thrown.data.field?.endsWith(name))
          : undefined;
      if (field === undefined) this.problem = sentenceOf(thrown);
      else this.problems[field] = sentenceOf(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
}

/** A form as some of its fields see it. */
export type FormOf<Name extends string> = Pick<FieldProblems<Name>, 'problems' | 'clear'>;

/** The fields that are empty, each with what it needs. */
export function missingFields<Name extends string>(
  typed: Readonly<Record<NoInfer<Name>, string>>,
  needs: Readonly<Record<Name, string>>,
): Partial<Record<Name, string>> {
  const missing: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(needs) as Name[]) if (typed[name].trim() === '') missing[name] = needs[name];
  return missing;
}
