import type { operations } from '../../../src/main/adapters/bright-river/operations.ts';

/** Where a photographer meets an operation. */
export interface MeetingPlace {
  /** In words, as the window names it. */
  readonly screen: string;
  /** Below src/renderer/features. */
  readonly component: string;
  /** Words of the command line that lead to it. */
  readonly command: string;
}

/** One row per operation of the client; the type makes sure that none is missing. */
export const meetingPlaces: Readonly<Record<keyof typeof operations, MeetingPlace>> = {
  createJob: {
    screen: 'New job sheet: Send',
    component: 'new-job/new-job-sheet.svelte',
    command: 'job create',
  },
  updateJob: {
    screen: 'Job page: change the job',
    component: 'job/update-sheet.svelte',
    command: 'job update',
  },
  job: { screen: 'Job page', component: 'job/job-screen.svelte', command: 'job show' },
  jobStatus: {
    screen: 'Jobs board: the stage of a job',
    component: 'jobs/job-row.svelte',
    command: 'job list',
  },
  files: { screen: 'Job page: the files', component: 'job/file-table.svelte', command: 'job files' },
  updateFile: {
    screen: 'Job page: remark and tags of a file',
    component: 'new-job/remark-sheet.svelte',
    command: 'job remark',
  },
  file: {
    screen: 'Job page: what the service says of a file',
    component: 'job/service-sheet.svelte',
    command: 'job facts',
  },
  fileExtended: {
    screen: 'Job page: what the service says of a file',
    component: 'job/service-sheet.svelte',
    command: 'job facts',
  },
  requestOffer: {
    screen: 'Job page: Ask for the offer',
    component: 'job/next-step-panel.svelte',
    command: 'job request-offer',
  },
  acceptOffer: {
    screen: 'Job page: Accept the offer',
    component: 'job/next-step-panel.svelte',
    command: 'job accept-offer',
  },
  cancelJob: { screen: 'Job page: Cancel', component: 'job/change-or-cancel.svelte', command: 'job cancel' },
  filesForReview: { screen: 'Review room', component: 'review/review-room.svelte', command: 'review show' },
  acceptAll: {
    screen: 'Review room: accept all',
    component: 'review/tally.svelte',
    command: 'review --accept-all',
  },
  acceptFile: {
    screen: 'Review room: accept',
    component: 'review/decide.svelte',
    command: 'review --accept',
  },
  reviewAll: {
    screen: 'Review room: reject all for one reason',
    component: 'review/tally.svelte',
    command: 'review --reject-all',
  },
  reviewFiles: {
    screen: 'Account sheet: how rejections are sent; Review room: reject',
    component: 'accounts/account-sheet.svelte',
    command: 'review --reject',
  },
  reviewFile: {
    screen: 'Review room: reject with pins',
    component: 'review/decide.svelte',
    command: 'review --reject',
  },
  setRejectionReasons: {
    screen: 'Review room: circles on a result',
    component: 'review/marks-layer.svelte',
    command: 'review --reject',
  },
  closeJob: {
    screen: 'Review room: close the job',
    component: 'review/closing-page.svelte',
    command: 'job close',
  },
  rejectedJobs: {
    screen: 'Job page: redos of the job',
    component: 'job/redo-links.svelte',
    command: 'job rejected',
  },
  rejectedFilesCount: {
    screen: 'Job page: rejected files at the service',
    component: 'job/job-side.svelte',
    command: 'job rejected',
  },
  rejectFiles: {
    screen: 'Account sheet: how rejections are sent; Review room: reject',
    component: 'accounts/account-sheet.svelte',
    command: 'review --reject',
  },
  rejectTypes: {
    screen: 'Review room: the reasons',
    component: 'review/reason-list.svelte',
    command: 'review show',
  },
};
