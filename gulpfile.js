const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src, watch } = require('gulp');

const typescript = ['credentials/**/*.ts', 'nodes/**/*.ts'];
const icons = ['icons/**/*.svg'];
const codex = ['nodes/**/*.node.json'];

/** Runs the TypeScript compiler of this project; with `--watch` it ends only with gulp itself. */
function tsc(...options) {
	return spawn(process.execPath, [require.resolve('typescript/bin/tsc'), ...options], {
		stdio: 'inherit',
	});
}

const clean = () => rm('dist', { recursive: true, force: true });
const compile = () => tsc();
const copyIcons = () => src(icons, { encoding: false }).pipe(dest('dist/icons'));
const copyCodex = () => src(codex).pipe(dest('dist/nodes'));

const build = series(clean, parallel(compile, copyIcons, copyCodex));

function watchSources() {
	watch(icons, copyIcons);
	watch(codex, copyCodex);
	return tsc('--watch', '--preserveWatchOutput');
}

exports.clean = clean;
exports.build = build;
exports.watch = series(build, watchSources);
exports.default = build;
