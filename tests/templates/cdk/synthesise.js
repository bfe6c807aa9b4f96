// Synthesises every app below apps/ into cdk.out/<app>, with the real aws-cdk-lib and without its CLI:
//
//   npm ci && node synthesise.js
//
// `node synthesise.js --check` synthesises into a temporary folder and fails where that is not what is here.
// Functions of CDK's own custom resources and its report about feature flags are left out: no test reads them.

'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const APPS = path.join(__dirname, 'apps');
const OUT = path.join(__dirname, 'cdk.out');
const REPORT = 'cdk:feature-flag-report';

function main(check) {
  const folder = check ? fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-')) : OUT;
  for (const app of fs.readdirSync(APPS).sort()) {
    const out = path.join(folder, app);
    fs.rmSync(out, { recursive: true, force: true });
    execFileSync(process.execPath, [path.join(APPS, app, 'app.js'), out], { env: environment(), stdio: 'inherit' });
    tidy(out);
  }
  if (!check) return 0;
  const [kept, made] = [listed(OUT), listed(folder)];
  const differ = [...new Set([...kept.keys(), ...made.keys()])].filter((name) => kept.get(name) !== made.get(name));
  fs.rmSync(folder, { recursive: true });
  differ.forEach((name) => console.error(`${name} is not what is synthesised; run: node synthesise.js`));
  return differ.length ? 1 : 0;
}

// No account, region or stack trace of the machine where this runs gets into what is kept.
function environment() {
  const context = { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true };
  return { PATH: process.env.PATH, CDK_CONTEXT_JSON: JSON.stringify(context) };
}

function tidy(folder) {
  fs.rmSync(path.join(folder, 'validation-report.json'), { force: true });
  for (const name of fs.readdirSync(folder)) {
    const inside = path.join(folder, name);
    if (name.startsWith('asset.') && fs.existsSync(path.join(inside, '__entrypoint__.js'))) {
      fs.rmSync(inside, { recursive: true });
    } else if (name.startsWith('assembly-')) {
      tidy(inside);
    }
  }
  const manifest = path.join(folder, 'manifest.json');
  const data = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  for (const [name, artifact] of Object.entries(data.artifacts)) {
    if (artifact.type === REPORT) delete data.artifacts[name];
  }
  fs.writeFileSync(manifest, `${JSON.stringify(data, null, 2)}\n`);
}

function listed(folder) {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const own = paths.filter((file) => !file.includes('__pycache__'));
  return new Map(own.map((file) => [path.relative(folder, file), fs.readFileSync(file, 'utf8')]));
}

process.exit(main(process.argv.includes('--check')));
