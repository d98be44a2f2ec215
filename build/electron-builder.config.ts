import { join } from 'node:path';
import type { Configuration } from 'electron-builder';

/**
 * How Clipdesk is packaged for each platform. Each platform is packaged on itself: the native modules in the bundle
 * are the ones npm installed there.
 * @param project where the checkout, the rendered icons and the results are, and what goes into the bundle
 * @param electron the unpacked Electron distribution; `genuine` is false for the stand-in, which has no fuses to set
 */
export function configuration(
  project: { root: string; icons: string; output: string; files: readonly string[] },
  electron: { folder: string; version: string; genuine: boolean },
): Configuration {
  return {
    // The same name as in src/main/index.ts: Windows puts notifications and the taskbar together by it.
    appId: 'com.clipdesk.app',
    productName: 'Clipdesk',
    copyright: 'Copyright © The Clipdesk developers',
    directories: { output: project.output, buildResources: join(project.root, 'build') },
    files: [
      ...project.files,
      '!**/node_modules/**/{test,tests,__tests__,example,examples,docs}/**',
      '!**/*.{md,map,d.ts,d.mts,d.cts}',
    ],
    asar: true,
    // Native code is loaded by the system, and photographs are opened by it: neither can look into an archive.
    asarUnpack: [
      'node_modules/sharp/**',
      'node_modules/@img/**',
      'node_modules/keytar/**',
      'out/main/samples/**',
    ],
    electronDist: electron.folder,
    electronVersion: electron.version,
    // Both native modules bring binaries for every Node and Electron (Node-API): there is nothing to compile.
    npmRebuild: false,
    ...(electron.genuine
      ? {
          electronFuses: {
            enableNodeOptionsEnvironmentVariable: false,
            enableNodeCliInspectArguments: false,
            enableEmbeddedAsarIntegrityValidation: true,
            onlyLoadAppFromAsar: true,
          },
        }
      : {}),
    // Releases are made by hand: packaging never uploads anything.
    publish: null,
    mac: {
      category: 'public.app-category.photography',
      target: ['dmg', 'zip'],
      icon: join(project.icons, 'icon.icns'),
      hardenedRuntime: true,
      entitlements: join(project.root, 'build/entitlements.mac.plist'),
      entitlementsInherit: join(project.root, 'build/entitlements.mac.plist'),
      artifactName: 'Clipdesk-${version}-mac-${arch}.${ext}',
    },
    win: {
      target: ['nsis'],
      icon: join(project.icons, 'icon.ico'),
      artifactName: 'Clipdesk-${version}-windows-${arch}.${ext}',
    },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    linux: {
      target: ['AppImage', 'deb'],
      category: 'Graphics',
      icon: join(project.icons, 'linux'),
      executableName: 'clipdesk',
      synopsis: 'Photographs to the image editors and back',
      maintainer: 'The Clipdesk developers',
      artifactName: 'clipdesk-${version}-linux-${arch}.${ext}',
    },
    // The keychain is reached through libsecret.
    deb: { depends: ['libgtk-3-0', 'libnss3', 'libsecret-1-0', 'libasound2', 'libgbm1', 'xdg-utils'] },
  };
}
