import { formatText, formatMessage } from '../../../nodes/shared/message.ts';

describe('a sentence', () => {
	it('gets its blanks filled, each wherever it stands', () => {
		expect(formatText('<a> and <b> and <a>', { a: 'one', b: 2 })).toBe('one and 2 and one');
	});

	it('takes what is filled in as it is, though it looks like a blank or a pattern', () => {
		expect(formatText('<a>, <b>', { a: '<b>', b: '$&' })).toBe('<b>, $&');
	});

	it('is said together with its advice', () => {
		const words = { happened: 'No <what>', advice: 'Bring <what>.' } as const;
		expect(formatMessage(words, { what: 'bread' })).toEqual({
			happened: 'No bread',
			advice: 'Bring bread.',
		});
	});
});
