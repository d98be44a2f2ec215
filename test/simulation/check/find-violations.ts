import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Person } from '../parts/person.ts';
import type { Computer } from '../world/computer.ts';
import type { FarService } from '../world/far-service.ts';
import type { FarLibrary } from '../world/far-library.ts';
import type { FarStudio } from '../world/far-studio.ts';
import { decisionViolations } from './decision-violations.ts';
import { jobViolations } from './job-violations.ts';
import { libraryViolations } from './library-violations.ts';
import { pictureViolations } from './picture-violations.ts';
import { savingViolations } from './saving-violations.ts';
import { siteViolations } from './site-violations.ts';
import { standingOf, type Standing } from './standing.ts';
import { watchViolations } from './watch-violations.ts';

/** What the checks look at: what was promised, what the service did, and what the register says. */
export interface Found {
  readonly standing: Standing;
  readonly service: FarService;
  readonly library: FarLibrary;
  readonly studio: FarStudio;
  readonly person: Person;
  readonly computer: Computer;
}

/** No secret may lie in any file of the profile or have been given to the log. */
function secretViolations({ service, computer }: Found): string[] {
  const found: string[] = [];
  const logged = computer.logged.join('\n');
  const contents = readdirSync(computer.folder)
    .filter((name) => name.startsWith('register'))
    .map((name) => [name, readFileSync(join(computer.folder, name)).toString('latin1')] as const);
  for (const secret of service.secrets) {
    if (logged.includes(secret)) found.push('a secret is in the log');
    for (const [name, content] of contents)
      if (content.includes(secret)) found.push(`a secret is in ${name}`);
  }
  return [...new Set(found)];
}

/** Every promise that was not kept, in words. */
export function findViolations(world: Omit<Found, 'standing'>, unrest: string | null): readonly string[] {
  const { service, library, studio, person, computer } = world;
  const standing = standingOf(computer.folder);
  const found: Found = { service, library, studio, person, computer, standing };
  return [
    ...(unrest === null ? [] : [unrest]),
    ...(standing.isSound ? [] : ['the register is damaged']),
    ...computer.troubles,
    ...secretViolations(found),
    ...jobViolations(found),
    ...pictureViolations(found),
    ...decisionViolations(found),
    ...savingViolations(found),
    ...watchViolations(found),
    ...libraryViolations(found),
    ...siteViolations(found),
  ];
}
