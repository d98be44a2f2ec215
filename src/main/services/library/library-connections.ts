import type { LibraryService } from '../../ports/library.ts';
import type { LibraryCredentials } from '../../ports/secrets.ts';
import type { LibraryAccountRecord } from '../../ports/store.ts';
import type { ConnectionsOf } from '../accounts/connections.ts';

/** The clients of the libraries. */
export type LibraryConnections = ConnectionsOf<LibraryAccountRecord, LibraryCredentials, LibraryService>;
