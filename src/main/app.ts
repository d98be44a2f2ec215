import { join } from 'node:path';
import type { AccountId, AppApi } from '../preload/contract/index.ts';
import { compareInWorker } from './adapters/compare/compare-in-worker.ts';
import { withRedaction } from './adapters/keychain/redacted-secrets.ts';
import { createRedactor } from './adapters/log/redactor.ts';
import { createNetworkPaths } from './adapters/network/network-paths.ts';
import { decodingLanes, inspectingTurns } from './adapters/images/create-images.ts';
import { toAppError } from './errors/app-error.ts';
import { createFurtherServices } from './create-further-services.ts';
import { farEnds, type FarEnds } from './far-ends.ts';
import { openRegister } from './open-register.ts';
import type { Application, ApplicationOptions } from './ports/application.ts';
import { createQueueRunner } from './queue/queue-runner.ts';
import { createAccountStates } from './services/accounts/account-states.ts';
import { createAccounts, type Accounts } from './services/accounts/accounts-service.ts';
import { createContactKeeper } from './services/accounts/contact-keeper.ts';
import { createConnections, type Connections } from './services/accounts/connections.ts';
import { createCredentialSource } from './services/accounts/credential-source.ts';
import { endingCalls } from './services/closing/ending-calls.ts';
import { createDelivery } from './services/delivery/create-delivery.ts';
import { createLooking } from './services/inspect/create-looking.ts';
import { foreignAccounts } from './services/accounts/foreign-accounts.ts';
import { servedKind } from './services/accounts/served-kind.ts';
import { createIntake } from './services/intake/create-intake.ts';
import { createAudience } from './services/jobs/audience.ts';
import { createChangeFeed } from './services/jobs/change-feed.ts';
import { createJobAddresses } from './services/jobs/job-addresses.ts';
import { createJobRefresh } from './services/jobs/job-refresh.ts';
import { allowAction } from './services/jobs/job-actions.ts';
import { createJobChanges } from './services/jobs/job-changes.ts';
import { createJobs } from './services/jobs/jobs-service.ts';
import { createJobViews } from './services/jobs/job-views.ts';
import { createRedoRegister } from './services/jobs/redo-register.ts';
import { tellChanges } from './services/jobs/tell-changes.ts';
import { createStatusPoller } from './services/jobs/status-poller.ts';
import { createThrottle } from './services/network/create-throttle.ts';
import { followSettings } from './services/network/follow-settings.ts';
import { readProxyPassword } from './services/network/proxy-password.ts';
import { cacheBytes } from './services/pictures/cache-limits.ts';
import { createQueueNews } from './services/queue/queue-news.ts';
import { queueHandlers } from './services/queue/queue-handlers.ts';
import { createQueue } from './services/queue/queue-service.ts';
import { createSettle } from './services/queue/settling.ts';
import { createRejectTypes } from './services/reviews/reject-types.ts';
import { createReviews } from './services/reviews/reviews-service.ts';
import { createSupport } from './services/support/support-service.ts';
import { createSystem } from './services/settings/system-service.ts';
import { createConnectionNotes } from './services/transfers/connection-notes.ts';
import { createMovingFiles } from './services/transfers/moving-files.ts';
import { createStayAwake } from './services/transfers/stay-awake.ts';
import { createUploaders } from './services/transfers/uploaders.ts';
import { createWatchFolders } from './services/watch/create-watch-folders.ts';

/** Requests that may be on their way to one service beside the transfers. */
const CALLS_AT_ONCE = 4;

/**
 * Puts Clipdesk together: the one place that knows every part. The same for the Electron window, the Chromium window
 * and the command line, which differ only in what they pass in.
 * @throws AppError when the profile folder or the register cannot be used
 */
export async function startApp(
  options: ApplicationOptions,
  outside: FarEnds = farEnds,
): Promise<Application> {
  const { home, host, clock, random, log, onlyAccount } = options;
  const { newId } = outside;
  const trouble = (sentence: string) => (thrown: unknown) => {
    log.error(sentence, { code: toAppError(thrown).code });
  };
  const audience = createAudience();
  const { pushes } = audience;

  const store = await openRegister(outside, options);
  const ground = { store, clock, newId };
  const secrets =
    options.overlaySecrets?.(options.secrets, (account) => servedKind(store.read, onlyAccount, account)) ??
    options.secrets;
  const files = outside.createFiles();
  const decoding = decodingLanes();
  const inspector = outside.createInspector(options.inspectWorker, inspectingTurns(decoding));
  const images = outside.createImages(decoding, options.lookWorker ?? null);
  const paths = createNetworkPaths({
    settings: async () => (await store.read.settings()).proxy,
    // The environment's own first, as with the accounts': a computer without a keychain keeps none.
    password: async () =>
      (options.environment?.['CLIPDESK_PROXY_PASSWORD'] ?? '') || (await readProxyPassword(secrets)),
    environment: options.environment ?? {},
    system: (url) => host.systemProxy(url),
  });
  const http = outside.createHttp({ paths });
  const settings = await store.read.settings();
  const throttle = createThrottle(clock, settings.bandwidth);
  const network = followSettings({
    store,
    throttle,
    first: settings,
    onWayChanged: () => {
      http.renewConnections();
      void uploaders.closeAll();
    },
    onTrouble: trouble('The settings could not be read again'),
  });
  const moving = createMovingFiles(clock, () => {
    awake.bytesMoved();
  });
  const awake = createStayAwake({ host, clock, underWay: () => moving.filesUnderWay() });

  const contacts = createContactKeeper({ store, onTrouble: trouble('The last contact could not be kept') });
  const states = createAccountStates((account) => {
    void contacts.keep();
    void accounts.stateChanged(account).catch(trouble('The accounts could not be told'));
  }, contacts.heard);
  // Accounts and connections need each other: an account's client is made from its credentials, and a sign-in
  // makes its client forget the old ones. Both are called only after this function has run through.
  const sources = createCredentialSource(secrets, (account) => accounts.practiceAccess(account));
  const onMoved = (account: AccountId, address: string): void => {
    void accounts.movedTo(account, address).catch(trouble('A new address could not be kept'));
  };
  const connections: Connections = createConnections({
    store,
    clock,
    sources,
    states,
    createApi: ({ bodyEncoding, ...rest }) =>
      outside.createBrightRiver({ ...rest, bodyEncoding: () => bodyEncoding, clock, http }),
    onMoved,
  });
  const further = createFurtherServices({
    ...ground,
    ...{ host, log, files, images, secrets, states, pushes, outside, http, home, throttle, onMoved, moving },
    ...{ undoTime: options.undoTime, isHeard: audience.isThere },
    onTrouble: trouble('The uploads to libraries could not be told'),
    onBytes: () => changes.queue(),
    stopItem: (item) => runner.cancel(item),
    wakeQueue: () => {
      changes.queue();
      runner.wake();
    },
    ...{ reviews: () => reviews, delivered: () => inspect.delivered, pictureCache: () => disk },
    practice: (account) => accounts.practiceFurther(account),
    openDraft: (given, name) => intake.openDraft(given, undefined, name),
  });
  const rejectTypes = createRejectTypes({ clock, connections });
  const addresses = createJobAddresses({ store, clock, connections });

  const told = tellChanges({
    pushes,
    views: () => views,
    overview: () => queue.overview(),
    isHeard: audience.isThere,
    onResults: (job) => {
      inspect.resultsChanged(job, options.lookIntoResults ?? options.followJobs);
    },
  });
  const changes = createChangeFeed(clock, told, trouble('The window could not be told what changed'));
  const uploaders = createUploaders({
    store,
    routes: outside.createUploadRoutes({ clock, log, http, throttle, paths }),
    connections,
    addresses,
  });
  const wakeQueue = (): void => {
    runner.wake();
  };
  const delivery = createDelivery({
    ...ground,
    log,
    files,
    images,
    archives: outside.createArchives(),
    // Whoever reads from them asks for the bandwidth.
    folders: outside.createRemoteFolders({ clock, log, paths }),
    throttle,
    connections,
    addresses,
    moving,
    changes,
    wakeQueue,
  });
  const wakePoller = (): void => {
    poller.wake();
  };
  const redos = createRedoRegister({ store, clock, connections, changes, newId, onAdded: wakePoller });
  const refresh = createJobRefresh({ store, clock, connections, addresses, changes, host, redos, newId });
  const poller = createStatusPoller({ store, clock, log, states, refresh });
  const foreign = await foreignAccounts(store.read, onlyAccount, options.practice !== null);
  const runner = createQueueRunner({
    store,
    clock,
    random,
    log,
    handlers: queueHandlers({
      ...ground,
      ...{ files, images, connections, addresses },
      delivery: delivery.handlers,
      uploaders,
      moving,
      changes,
      rejectTypes,
      notes: createConnectionNotes({ store, clock, changes }),
      onMoved: wakePoller,
      elsewhere: further.handlers,
    }),
    concurrency: async () => ({ transfer: (await store.read.settings()).connections, call: CALLS_AT_ONCE }),
    onChange: createQueueNews({ store, host, log, changes, elsewhere: further.queueChanged }),
    worksAccount: (account) => !foreign.has(account),
  });

  const accounts: Accounts = createAccounts({
    ...ground,
    secrets,
    states,
    forgetClient: (account) => {
      connections.forget(account);
      further.forgetClient(account);
    },
    practice: options.practice,
    practiceHome: join(home, 'practice'),
    pushes,
    onSignedIn: (account) => {
      addresses.forgetAll();
      void uploaders.closeAll();
      runner.resumeAccount(account);
      poller.wake();
    },
    onChanged: (account) => {
      addresses.forgetAll();
      rejectTypes.forget(account);
      void uploaders.closeAll();
      poller.wake();
    },
    onlyAccount,
    notify: (title, body) => {
      host.notify(title, body);
    },
  });
  const intake = createIntake({
    ...ground,
    files,
    images,
    pushes,
    log,
    onChanged: (job, ids) => {
      changes.job(job);
      changes.files(job, ids);
      runner.wake();
    },
  });
  const views = createJobViews({ store, moving, reading: (job) => intake.reading(job), onlyAccount });
  const queue = createQueue({
    ...ground,
    runner,
    states,
    moving,
    changes,
    host,
    files,
    connections,
    revived: further.revived,
    givenUp: further.givenUp,
  });
  const jobChanges = createJobChanges({
    ...ground,
    connections,
    changes,
    allow: allowAction,
    stopItem: (item) => runner.cancel(item),
    wakeQueue,
  });
  const jobs = createJobs({
    ...ground,
    connections,
    intake,
    jobChanges,
    views,
    refresh,
    changes,
    wakeQueue,
    wakePoller,
    samples: async (account) => (await sources.awake(account)).samples,
  });
  const watch = createWatchFolders({
    ...ground,
    watcher: outside.createWatcher({ clock, files, images }),
    files,
    pushes,
    log,
    addToJob: (job, path, name) => intake.addFinished(job, path, name),
  });
  const comparing = compareInWorker({ worker: options.compareWorker });
  const { disk, pictures, keptPreview, inspect, compare } = createLooking({
    store,
    clock,
    log,
    files,
    images,
    attention: decoding,
    inspector,
    comparing,
    connections,
    addresses,
    pushes,
    cacheFolder: join(home, 'pictures'),
    settings,
  });
  const reviews = createReviews({
    ...ground,
    refresh,
    rejectTypes,
    changes,
    log,
    undoTime: options.undoTime,
    wakeQueue,
    keptPreview,
  });
  const redactor = createRedactor();
  const support = createSupport({
    ...ground,
    ...{ files, host },
    secrets: withRedaction(secrets, redactor),
    home,
    version: options.version,
    redactor,
    environment: options.environment ?? {},
    accounts: () => accounts.list(),
    overview: () => queue.overview(),
  });
  const api: AppApi = {
    accounts,
    jobs,
    downloads: delivery.downloads,
    reviews,
    inspect,
    compare,
    queue,
    watch,
    ...further.api,
    support: support.api,
    system: createSystem({
      store,
      host,
      secrets,
      pushes,
      version: options.version,
      onSettings: (settings) => {
        void disk.setLimit(cacheBytes(settings));
        network.changed(settings);
      },
      onProxyLogin: () => {
        network.loginChanged();
      },
    }),
  };

  if (options.runQueue) {
    for (const each of [delivery, further]) void each.sweep();
    await runner.start();
  }
  if (options.followJobs && store.isReadOnly !== true) {
    poller.start();
    await intake.resume();
    await watch.start();
  }

  const stop = async (): Promise<void> => {
    await watch.stop();
    await intake.stop();
    await pictures.stop();
    further.stop();
    await inspect.stop();
    await Promise.all([comparing.stop(), inspector.stop()]);
    await poller.stop();
    await runner.stop();
    network.stop();
    awake.stop();
    throttle.stop();
    await Promise.all([uploaders.closeAll(), delivery.close()]);
    await changes.stop();
    audience.leave();
    await accounts.stop();
    await http.close();
    await contacts.keep();
    await store.close();
  };

  return endingCalls(clock, {
    api,
    onPush: audience.listen,
    picture: async (path) => (await further.picture(path)) ?? pictures.answer(path),
    whenRead: (job) => intake.whenRead(job),
    whenReady: (job) => intake.whenReady(job),
    settle: createSettle({ store, clock, runner }),
    writeDiagnostics: support.writeDiagnostics,
    stop,
  });
}
