// The arrows of the architecture, each enforced. The reasons stand in ARCHITECTURE.md.

/** Files of Node and npm are not layers. */
const outside = '(^|/)node_modules/|^node:';
const contract = '^src/preload/contract/';
const words = '^src/main/(ports|errors)/';
/** The only places that put parts together. */
const composers =
  '^src/main/(app|far-ends|create-[a-z-]+|index|chromium|cli|practice-worker|compare-worker|inspect-worker|register-worker|open-register)\\.ts$';

/**
 * A layer that may import itself, what is listed, Node and npm: and nothing else of this project.
 * @param {string} name
 * @param {string} comment
 * @param {string} from
 * @param {string[]} to
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const layer = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...to] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that import each other cannot be understood or tested one by one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^electron$' },
    },
    {
      name: 'contract-stands-alone',
      comment: 'The contract is the only code both sides know: it imports nothing.',
      severity: 'error',
      from: { path: contract },
      to: { pathNot: contract },
    },
    layer(
      'renderer-knows-the-contract',
      'The window knows the contract and nothing of the main process.',
      '^src/renderer/',
      [contract],
    ),
    {
      name: 'renderer-has-no-node',
      comment: 'The window runs in a sandbox: no Node, no Electron.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    layer('preload-is-a-bridge', 'The preload script passes calls on.', '^src/preload/[^/]+$', [contract]),
    layer('ports-are-words', 'Ports and errors describe; they import only descriptions.', words, [contract]),
    layer('ipc-knows-interfaces', 'The router calls what it is given.', '^src/main/ipc/', [contract, words]),
    layer('queue-knows-ports', 'The queue runs work it does not know.', '^src/main/queue/', [
      contract,
      words,
    ]),
    layer('services-know-ports', 'Services never know what is behind a port.', '^src/main/services/', [
      contract,
      words,
      '^src/main/queue/',
    ]),
    {
      name: 'adapters-know-ports',
      comment:
        'An adapter implements a port and knows no other adapter; plumbing they share lies in common folders.',
      severity: 'error',
      from: { path: '^src/main/adapters/([^/]+)/', pathNot: '^src/main/adapters/uploads/' },
      to: { path: '^src/', pathNot: ['^src/main/adapters/($1|http|uploads|clock)/', contract, words] },
    },
    layer(
      'uploads-choose-a-route',
      'One uploader in front of the two ways a job can go.',
      '^src/main/adapters/uploads/',
      [contract, words, '^src/main/adapters/(ftp|multipart|http|clock)/'],
    ),
    layer(
      'practice-stands-alone',
      'The practice studio is a server of its own, as strict as the real one.',
      '^src/main/practice/',
      [words],
    ),
    {
      name: 'practice-is-a-far-end',
      comment: 'Clipdesk speaks to the practice studio over the wire only.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/practice/', composers, '^src/main/command-line/'] },
      to: { path: '^src/main/practice/' },
    },
    {
      name: 'hosts-are-windows',
      comment: 'A host opens a window and connects it to the router; it knows no service and no other host.',
      severity: 'error',
      from: { path: '^src/main/hosts/([^/]+)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/main/hosts/($1/|[^/]+\\.ts$)', contract, words, '^src/main/ipc/'],
      },
    },
    {
      name: 'only-composers-compose',
      comment: 'Adapters, services and hosts are put together in the entries and nowhere else.',
      severity: 'error',
      from: { path: '^src/main/command-line/' },
      to: { path: '^src/main/(adapters|services|hosts|queue|ipc)/' },
    },
    {
      name: 'electron-in-its-host',
      comment:
        'The application runs without Electron: only its host, its entry and the preload script know it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main/hosts/electron/|main/index\\.ts$|preload/index\\.ts$)' },
      to: { path: '(^|/)node_modules/electron/|^electron$' },
    },
    {
      name: 'driver-in-its-host',
      comment: 'The browser driver opens the Chromium window; it is not part of the packaged application.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/hosts/chromium/' },
      to: { path: 'node_modules/puppeteer-core/' },
    },
    {
      name: 'ship-what-is-used',
      comment:
        'What the main process imports is installed with it: a dependency, not a development dependency.',
      severity: 'error',
      from: { path: '^src/main/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: ['node_modules/(electron|puppeteer-core)/', '^electron$'],
      },
    },
    {
      name: 'every-file-has-a-layer',
      comment: 'A folder outside the layers would be outside the rules.',
      severity: 'error',
      from: {},
      to: {
        path: '^src/main/',
        pathNot: [
          '^src/main/(ipc|services|queue|ports|errors|adapters|hosts|practice|command-line)/',
          composers,
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: outside },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'],
    },
  },
};
