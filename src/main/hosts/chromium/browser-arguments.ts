import { FEW_DECODED_PICTURES } from '../browser-memory.ts';

export interface BrowserArgumentsOptions {
  /** The page the window opens with. */
  readonly address: string;
  /** Also listen for a debugger on this loopback port; null (the default of the product): never. */
  readonly devtoolsPort: number | null;
  readonly platform: NodeJS.Platform;
  /** 0 is root; null where there are no user ids. */
  readonly userId: number | null;
}

/** How the browser is started: one window without browser controls, talking to nobody but us through a pipe. */
export function browserArguments(options: BrowserArgumentsOptions): string[] {
  const isRootOnLinux = options.platform === 'linux' && options.userId === 0;
  return [
    `--app=${options.address}`,
    '--window-size=1440,900',
    '--remote-debugging-pipe',
    ...(options.devtoolsPort === null
      ? []
      : [`--remote-debugging-port=${String(options.devtoolsPort)}`, '--remote-debugging-address=127.0.0.1']),
    // Chromium refuses to start as root with its sandbox on; nobody else loses it. The second flag hides its warning bar.
    ...(isRootOnLinux ? ['--no-sandbox', '--test-type', '--disable-dev-shm-usage'] : []),
    // Our page is served through the pipe; nothing it names may reach a network.
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--no-proxy-server',
    '--block-new-web-contents',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-component-extensions-with-background-pages',
    '--disable-client-side-phishing-detection',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-breakpad',
    '--disable-sync',
    '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater,DialMediaRouteProvider',
    `--${FEW_DECODED_PICTURES}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--no-service-autorun',
    // The browser keeps nothing secret, so it has no business with the person's keychain.
    '--password-store=basic',
    '--use-mock-keychain',
    // Progress goes on and is drawn while another window is in front.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
  ];
}
