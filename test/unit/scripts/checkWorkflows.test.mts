import { findMissing, findUnpinned } from '../../../scripts/check-workflows/mentions.mts';

const project = {
	scripts: ['test', 'check:package'],
	has: (path: string) => ['scripts/start.mjs', 'scripts/n8n*/package.json'].includes(path),
};

it('what a workflow runs is there', () => {
	const workflow = `
      - run: npm test && npm run check:package -- --all
      - run: npm publish ./release/*.tgz
      - run: node scripts/start.mjs
        key: \${{ hashFiles('scripts/n8n*/package.json') }}`;
	expect(findMissing(workflow, project)).toEqual([]);
});

it('what a workflow runs and nobody made is named', () => {
	const workflow = `
      - run: npm start
      - run: npm run --silent check:all
      - run: node tools/none.mjs
        key: \${{ hashFiles('scripts/gone*.json') }}`;
	expect(findMissing(workflow, project)).toEqual([
		'It names “npm run start”, which package.json does not have.',
		'It names “npm run check:all”, which package.json does not have.',
		'It names tools/none.mjs, which does not exist.',
		'It names scripts/gone*.json, which does not exist.',
	]);
});

it('actions are pinned to a commit, with their version beside it', () => {
	const commit = '0123456789abcdef0123456789abcdef01234567';
	expect(findUnpinned(`- uses: actions/a@${commit} # v1.2.3\n- uses: ./local\n`)).toEqual([]);
	expect(findUnpinned(`- uses: actions/a@v1\n  uses: actions/b@${commit}\n`)).toHaveLength(2);
});
