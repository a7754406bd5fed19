import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { read } from './support.js';

const manifest = read('mobile/android/app/src/main/AndroidManifest.xml');
const plist = read('mobile/ios/App/App/Info.plist');
const SCHEME = 'mx.ine.apoyociudadano';

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(^|\/)(assets\/public|App\/public|build|capacitor-cordova-\w+-plugins)\//.test(path));
}

describe('the Android and iOS projects (docs/mobile-packages.md, decision 29)', () => {
  it('request only camera and network permissions', () => {
    expect([...manifest.matchAll(/uses-permission android:name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'android.permission.INTERNET',
      'android.permission.CAMERA',
    ]);
    expect([...plist.matchAll(/<key>(NS\w+)<\/key>/g)].map(([, key]) => key)).toEqual(['NSCameraUsageDescription']);
  });

  it('disable backups and cleartext traffic (§8.12)', () => {
    expect(manifest).toContain('android:allowBackup="false"');
    expect(manifest).toContain('android:usesCleartextTraffic="false"');
    const rules = read('mobile/android/app/src/main/res/xml/data_extraction_rules.xml');
    for (const kind of ['cloud-backup', 'device-transfer']) {
      const [, part = ''] = new RegExp(`<${kind}>([\\s\\S]*)</${kind}>`).exec(rules) ?? [];
      expect([...part.matchAll(/exclude domain="(\w+)"/g)].map(([, domain]) => domain)).toEqual([
        'root',
        'file',
        'database',
        'sharedpref',
        'external',
      ]);
    }
    expect(plist).not.toContain('NSAllowsArbitraryLoads');
    const config = JSON.parse(read('mobile/capacitor.config.json')) as { server: object; android: object };
    expect(config.server).toMatchObject({ cleartext: false, androidScheme: 'https', hostname: 'localhost' });
    expect(config.android).toMatchObject({ allowMixedContent: false, webContentsDebuggingEnabled: false });
  });

  it('prevent screenshots and previews of a credential on Android (§8.12)', () => {
    const activity = read('mobile/android/app/src/main/java/mx/ine/apoyociudadano/MainActivity.java');
    const [, onCreate = ''] = /void onCreate\(Bundle \w+\) \{([\s\S]*?)\n {4}\}/.exec(activity) ?? [];
    const secured = onCreate.indexOf('getWindow().setFlags(WindowManager.LayoutParams.FLAG_SECURE');
    expect(secured).toBeGreaterThanOrEqual(0);
    expect(onCreate.indexOf('super.onCreate')).toBeGreaterThan(secured);
    expect(activity).not.toContain('clearFlags');
  });

  it('use the same URL scheme as the server to return from sign-in', () => {
    expect(read('mobile/android/app/src/main/res/values/strings.xml')).toContain(
      `<string name="custom_url_scheme">${SCHEME}</string>`,
    );
    expect(manifest).toContain('<data android:scheme="@string/custom_url_scheme" android:host="registro" />');
    expect(plist).toMatch(
      new RegExp(`<key>CFBundleURLSchemes</key>\\s*<array>\\s*<string>${SCHEME}</string>\\s*</array>`),
    );
    for (const path of ['src/api/sign-in/sign-in.controller.ts', 'mobile/src/enrolment/sign-in-browser.ts']) {
      expect(read(path)).toContain(`'${SCHEME}://registro'`);
    }
  });

  it('use exact versions, the same Capacitor on both, and contain no binaries', () => {
    const { dependencies, devDependencies } = JSON.parse(read('mobile/package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const all = { ...dependencies, ...devDependencies };
    for (const [name, version] of Object.entries(all)) expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+$/);
    const core = all['@capacitor/core'];
    expect([all['@capacitor/android'], all['@capacitor/ios']]).toEqual([core, core]);
    expect(read('mobile/ios/App/CapApp-SPM/Package.swift')).toContain(`exact: "${core ?? ''}"`);
    const found = [...files('mobile/android'), ...files('mobile/ios')];
    expect(found.filter((path) => /\.(jar|aar|so|dylib|a|framework|keystore|jks|p12)$/.test(path))).toEqual([]);
  });
});
