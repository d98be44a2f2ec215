import { command, setUp } from './set-up.mjs';
import { guidedTour } from './window.mjs';

await command(async () => {
  await setUp({ system: ['browser', 'screen', 'fonts', 'keychain'] });
  return guidedTour(process.argv.slice(2));
});
