/** What the files of a profile folder are called, for those who write them and those who tell of them. */
export const profileFiles = { register: 'register.sqlite', log: 'clipdesk.log' } as const;
