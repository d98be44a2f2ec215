import { register0001 } from './0001-register.ts';
import { everyOperation0002 } from './0002-every-operation.ts';
import { polling0003 } from './0003-polling.ts';
import { inspections0008 } from './0008-inspections.ts';
import { ledger0009 } from './0009-ledger.ts';
import { serviceReviews0010 } from './0010-service-reviews.ts';
import { queueLines0014 } from './0014-queue-lines.ts';
import { severalServices0011 } from './0011-several-services.ts';
import { library0013 } from './0013-library.ts';
import { queueCounts0019 } from './0019-queue-counts.ts';
import { lastContact0016 } from './0016-last-contact.ts';
import { publishedResults0017 } from './0017-published-results.ts';
import { readyReasons0018 } from './0018-ready-reasons.ts';
import { whatWasSeen0015 } from './0015-what-was-seen.ts';
import { queueOrder0004 } from './0004-queue-order.ts';
import { workflow0012 } from './0012-workflow.ts';
import { downloads0005 } from './0005-downloads.ts';
import { sentParts0006 } from './0006-sent-parts.ts';
import { reviewSteps0007 } from './0007-review-steps.ts';

/** In order; the number of a migration is its place in this list, counted from 1. Append only. */
export const migrations: readonly string[] = [
  register0001,
  everyOperation0002,
  polling0003,
  queueOrder0004,
  downloads0005,
  sentParts0006,
  reviewSteps0007,
  inspections0008,
  ledger0009,
  serviceReviews0010,
  severalServices0011,
  workflow0012,
  library0013,
  queueLines0014,
  whatWasSeen0015,
  lastContact0016,
  publishedResults0017,
  readyReasons0018,
  queueCounts0019,
];
