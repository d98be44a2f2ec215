/** What the command line can do; printed for `help` and after a mistake. */
export const usage = `clipdesk [--home DIR] [--account NAME] [--json] COMMAND

  account add bright-river --name N --api URL [--upload-field F] [--allow-plain-ftp] [--ftp-fingerprint SHA256]
  account add blendvision --name N --api URL --org ID
  account add crafter --name N --api URL --site S --user U [--sends-now]
  account list
  account change NAME [--name N] [--api URL] [--upload-field F] [--reject-way review|files-review|reject]
                      [--body-encoding json|form] [--allow-plain-ftp] [--ftp-fingerprint SHA256]
                      [--org ID] [--site S] [--user U] [--sends-now]
  account sign-in NAME        (new tokens from the environment)
  account remove NAME

  job create --name N --description D [--tag T]… [--invoice-reference R] [--test] [--route ftp|post]
             [--deadline-id N] [--specification-key N] [--request-offer] [--skip-duplicates]
             [--wait] PATH…
  job list
  job add NUMBER
  job show | files | request-offer | accept-offer | cancel | close | rejected NUMBER
  job facts NUMBER FILE       (what the service says of one file)
  job remark NUMBER FILE [--comment TEXT] [--tag T]…
  job update NUMBER [--name N] [--description D] [--tag T]… [--invoice-reference R]

  review NUMBER show
  review NUMBER preflight   (what the check of the returned files found; looks into what is new first)
  review NUMBER history [FILE…]   (earlier versions, and what was asked of them)
  review NUMBER FILE… --accept
  review NUMBER FILE… --reject "REASON[@x,y[,r]]"… [--comment TEXT]   (any words are a reason; several FILEs are one step)
  review NUMBER held          (decisions whose picture came back again meanwhile: what was judged, and what is there now)
  review NUMBER FILE… --still-holds   (sends a held decision for the new one)
  review NUMBER --accept-all
  review NUMBER --reject-all REASON

  download NUMBER --to DIR [--name TEMPLATE] [--by file|zip|ftp] [--on-collision keep-both|skip|replace]
           (TEMPLATE as {job}/{name}{ext}; words: name, ext, folder, job, jobId, number, version, date, time,
           reference, account)

  workflow list               (what waits for approval on a site)
  workflow reject PATH… --reason REASON [--scheduled-date ISO]
  workflow confirm | drop PATH   (a rejection held because the item was edited meanwhile; one not sent yet)
  workflow reasons            (those the site keeps ready, and those used before)
  workflow sites --api URL --user U   (the sites a person may work on)

  watch DIR --job NUMBER

  receipt NUMBER [--csv]      (what was sent, file by file, and what proves it)

  library upload [--type image|video|audio|subtitle|document] [--reduce] [--wait] FILE…
          (what the library does not take is said before anything is sent; --reduce sends a reduced JPEG copy instead)
  library upload --job NUMBER [--all] [--reduce] [--wait] [NAME…]
          (the accepted results of a job, fetched as needed; --all takes those nobody accepted too, NAMEs only these)
  library list --type T       (what is in the library)
  library list --unfinished   (uploads that were begun here)
  library cancel FILE_ID… | --all
  library resume [FILE_ID…]
  library download FILE_ID --to DIR

  queue list | jobs | run
  queue retry [NUMBER]
  queue pause | resume [NUMBER]                 (one job, or everything)
  queue first | up | down | last NUMBER         (in what order jobs travel)
  queue stop | send-after-all NUMBER            (leave out what was not sent yet, and take it in again)
  queue got-there ID [NUMBER] [--sure]   (held, answer lost: it is at the service, a job with that number)
  queue send-again ID         (held, answer lost: it is not there; look first, done twice it would be there twice)
  queue cancel ID

  settings show
  settings set [bandwidth=RATE[@HOURS]|off] [proxy=system|none|http://[USER@]HOST:PORT|socks5://…] [connections=N]
           (RATE as 2MB/s or 500KB/s; HOURS as 08:00-18:00 or mon-fri,08:00-18:00)

  diagnostics --to FILE [--full-paths]   (versions, settings, queue, errors and log, without secrets and addresses)

  practice [--port P] [--speed X]
  tour

Secrets come from the keychain, or from CLIPDESK_CLIENT_TOKEN, CLIPDESK_SESSION_TOKEN, CLIPDESK_FTP_USER,
CLIPDESK_FTP_PASSWORD, CLIPDESK_BLENDVISION_TOKEN, CLIPDESK_CRAFTER_PASSWORD and, for “settings set proxy”,
CLIPDESK_PROXY_PASSWORD; never from arguments. --account NAME is needed where several accounts of the kind exist.
Exit codes: 0 done, 1 failed, 2 usage, 3 kept for later (offline, waiting for a sign-in, or held until you have looked).`;

/** The words of the command make no sense; says which and why. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
