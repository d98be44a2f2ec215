import type { QueueItem } from '../../../preload/contract/index.ts';
import { client } from '../../client.ts';
import { navigation, queue } from '../../state.ts';
import { toasts } from '../../ui/toasts.svelte.ts';

/** One thing somebody can say about a request whose answer was lost. */
export interface UnknownChoice {
  readonly label: string;
  readonly run: () => void;
}

const answer = (item: QueueItem, kind: 'got-there' | 'not-there', said: string) => async () => {
  await client.queue.answerUnknown(
    item.id,
    kind === 'got-there' ? { kind, number: null, sure: false } : { kind },
  );
  toasts.say(said, null);
  queue.readAgain();
};

/** What can be found at the service, and what each answer does. The one that makes or buys nothing comes last: it is the safe one. */
export function unknownChoices(item: QueueItem): readonly UnknownChoice[] {
  if (item.kind === 'create-job')
    return [
      {
        label: 'It was not made',
        run: () =>
          navigation.ask({
            title: 'Make the job now?',
            text: `“${item.jobName}” is made at the service and its pictures are sent. If it was made before after all, it is there twice then.`,
            yes: 'Make it now',
            no: 'Look again first',
            run: answer(item, 'not-there', 'The job is being made.'),
          }),
      },
      {
        label: 'It was made',
        run: () => navigation.open({ kind: 'made-job', itemId: item.id, jobName: item.jobName }),
      },
    ];
  return [
    {
      label: 'It did not get there',
      run: () =>
        navigation.ask({
          title: 'Send it now?',
          text:
            item.kind === 'accept-offer'
              ? `The offer for “${item.jobName}” is accepted: the work begins and costs what the offer says.`
              : 'It is sent to the service now. If it got there before after all, it is said twice.',
          yes: item.kind === 'accept-offer' ? 'Accept it now' : 'Send it now',
          no: 'Look again first',
          run: answer(item, 'not-there', 'It is being sent.'),
        }),
    },
    {
      label: 'It got there',
      run: () =>
        navigation.ask({
          title: 'It got there?',
          text: 'Nothing is sent again. Clipdesk asks the service where the job stands and goes on from there.',
          yes: 'It got there',
          no: 'Look again first',
          run: answer(item, 'got-there', 'Noted. The service is being asked where the job stands.'),
        }),
    },
  ];
}
