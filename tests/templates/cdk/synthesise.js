// Synthesises every app below apps/ into cdk.out/<app>, and those of the examples, with the real aws-cdk-lib and
// without its CLI:
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

const EXAMPLES = path.join(__dirname, '..', '..', '..', 'examples');
const REPORT = 'cdk:feature-flag-report';

function apps() {
  const own = fs.readdirSync(path.join(__dirname, 'apps')).sort();
  return [
    ...own.map((app) => ({ folder: path.join(__dirname, 'apps', app), out: path.join(__dirname, 'cdk.out', app) })),
    { folder: path.join(EXAMPLES, 'cdk-members'), out: path.join(EXAMPLES, 'cdk-members', 'cdk.out') },
  ];
}

function main(check) {
  const different = apps().flatMap(({ folder, out }) => {
    if (!check) {
      synthesise(folder, out);
      return [];
    }
    const made = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-')), 'cdk.out');
    synthesise(folder, made);
    const names = differences(files(out), files(made)).map((name) => path.join(out, name));
    fs.rmSync(path.dirname(made), { recursive: true });
    return names;
  });
  different.forEach((name) => console.error(`${name} is not what is synthesised; run: node synthesise.js`));
  return different.length ? 1 : 0;
}

function synthesise(folder, out) {
  fs.rmSync(out, { recursive: true, force: true });
  execFileSync(process.execPath, [path.join(folder, 'app.js')], { env: environment(out), stdio: 'inherit' });
  tidy(out);
}

// No account, region or stack trace of the machine where this runs gets into what is kept.
function environment(out) {
  const context = { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true };
  return {
    PATH: process.env.PATH,
    NODE_PATH: path.join(__dirname, 'node_modules'),
    CDK_OUTDIR: out,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  };
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

function files(folder) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const own = paths.filter((file) => !file.includes('__pycache__'));
  return new Map(own.map((file) => [path.relative(folder, file), fs.readFileSync(file, 'utf8')]));
}

function differences(one, other) {
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
}

process.exit(main(process.argv.includes('--check')));
