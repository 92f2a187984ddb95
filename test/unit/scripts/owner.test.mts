import { openToOwner } from '../../../scripts/owner.mts';

describe('what is left to the owner', () => {
	it('is found by its comments, with the file that it is in', () => {
		const text = 'A price <!-- owner: prices --> and\n<!-- owner: sign-up link,\nkey page --> more';
		expect(openToOwner([{ file: 'README.md', text }])).toEqual([
			'README.md: prices',
			'README.md: sign-up link,\nkey page',
		]);
	});
});
