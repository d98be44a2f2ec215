import { client, onPush } from '../../client.ts';
import type { Settings } from '../../../preload/contract/index.ts';

/** The settings, applied to the page as far as the page is concerned. */
export class SettingsState {
  value = $state.raw<Settings>({
    theme: 'system',
    brandColour: '#0f4d3f',
    connections: 4,
    downloadFolder: null,
    bandwidth: { limit: null, hours: null },
    proxy: { kind: 'system' },
    pictureCache: 2,
  });

  async start(): Promise<void> {
    onPush('settings-changed', (settings) => this.#take(settings));
    this.#take(await client.system.settings());
  }

  async change(change: Partial<Settings>): Promise<void> {
    this.#take(await client.system.changeSettings(change));
  }

  #take(settings: Settings): void {
    this.value = settings;
    if (settings.theme === 'system') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.dataset['theme'] = settings.theme;
  }
}
