import type { AccountId, AppApi, JobId, Push } from '../../preload/contract/index.ts';
import type { Clock, Random } from './clock.ts';
import type { Host, PageResponse } from './host.ts';
import type { Log } from './log.ts';
import type { CredentialKind, Secrets } from './secrets.ts';

/** What a front end gives to start Clipdesk. */
export interface ApplicationOptions {
  /** The profile folder: register, caches, practice studio, logs. Made when missing. */
  readonly home: string;
  readonly version: string;
  readonly host: Host;
  readonly secrets: Secrets;
  /**
   * Lays credentials of the environment over the stored ones (command line); null where there are none. `serves` gives
   * the kind of the one account they are meant for: the chosen one, or the only one of its kind. Tokens never go to another.
   */
  readonly overlaySecrets:
    ((secrets: Secrets, serves: (account: AccountId) => Promise<CredentialKind | null>) => Secrets) | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Whether this process works the queue (a window always does; the command line when asked to wait or run). */
  readonly runQueue: boolean;
  /** Whether statuses are asked for and folders watched by themselves: a window does, a single command does not. */
  readonly followJobs: boolean;
  /** Whether returned files are looked into by themselves; absent: where statuses are asked for. */
  readonly lookIntoResults?: boolean;
  /** How long a decision is kept here before it is sent, so that it can be undone; 0 sends at once. Milliseconds. */
  readonly undoTime: number;
  /** Only this account is looked at (command line `--account`); null: all. */
  readonly onlyAccount: string | null;
  /** Where proxy variables (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` …) are looked up; absent: there are none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The bundle (or source, under Node 24) of the thread that compares pictures. */
  readonly compareWorker: URL;
  /** The thread that looks at the pixels of returned files. */
  readonly inspectWorker: URL;
  /** The thread a register on a network drive lives in; absent: it is opened beside everything else, and may hold it up. */
  readonly registerWorker?: URL;
  /** The thread that looks into the files of a draft; absent: it is done beside everything else, and takes longer. */
  readonly lookWorker?: URL;
  /** Starts the practice studio; absent where it cannot be started from here. */
  readonly practice: PracticeLauncher | null;
}

/** A running practice studio: its address and its throw-away credentials. */
export interface PracticeAccess {
  readonly api: string;
  readonly clientToken: string;
  readonly sessionToken: string;
  /** `ftp://127.0.0.1:port` */
  readonly ftp: string;
  readonly ftpUser: string;
  readonly ftpPassword: string;
  /** SHA-256 of its self-made certificate, lower-case hex. */
  readonly ftpFingerprint: string;
  /** Absolute paths of the sample photographs that ship with Clipdesk. */
  readonly samples: readonly string[];
  stop(): Promise<void>;
}

/** The other services to practise on, with their throw-away credentials. */
export interface PracticeFurther {
  readonly library: { readonly api: string; readonly token: string; readonly organisationId: string };
  readonly site: {
    readonly api: string;
    readonly site: string;
    readonly user: string;
    readonly password: string;
  };
}

export interface PracticeLauncher {
  start(home: string): Promise<PracticeAccess & PracticeFurther>;
}

/** How the queue stood when there was nothing left that could go by itself. */
export interface Settled {
  readonly done: number;
  readonly failed: number;
  readonly held: number;
  /** Waiting for the network, for a sign-in or for a retry time. */
  readonly kept: number;
}

/** Clipdesk as a front end sees it: the same for the Electron window, the Chromium window and the command line. */
export interface Application {
  readonly api: AppApi;
  /** Returns the unsubscribe. */
  onPush(listener: (push: Push) => void): () => void;
  /** Answers `/pictures/…` addresses of the window. */
  picture(path: string): Promise<PageResponse>;
  /** Resolves when every dropped thing of a draft was listed and looked into. */
  whenRead(job: JobId): Promise<void>;
  /**
   * Resolves when a draft can be sent: everything dropped was listed, and what was not looked into yet seems whole at first
   * sight. It is looked into when its turn comes.
   */
  whenReady(job: JobId): Promise<void>;
  /**
   * Works the queue until nothing is left that can go by itself: everything done, failed or held, or (when
   * `patience` milliseconds have passed with nothing but retries ahead) kept for later. Only with `runQueue`,
   * or it waits for the process that does run it.
   */
  settle(options: {
    readonly jobs: readonly JobId[] | null;
    /** Instead of jobs: what this account has to do that belongs to none. */
    readonly elsewhere?: AccountId;
    readonly patience: number;
    readonly signal: AbortSignal;
  }): Promise<Settled>;
  /** Writes how Clipdesk stands, without secrets and addresses, to a file that is not there yet. */
  writeDiagnostics(path: string, fullPaths: boolean): Promise<void>;
  /** Puts running work back, closes connections and the register. Safe to call twice. */
  stop(): Promise<void>;
}
