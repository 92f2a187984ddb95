import fc from 'fast-check';
import { parseLink } from '../../../../nodes/shared/images/link.ts';

const NOW = Date.parse('2026-11-30T05:00:00Z');
const read = (text: string, reachesPrivate = false) => parseLink(text, reachesPrivate, NOW);

describe('a link is sent as it was typed', () => {
	it.each([
		'https://a.example/a.png',
		'HTTPS://A.example:443/a.png?',
		"https://a.example/it's{here}/a%2Fb%20c.png?x='1'&y=\"2\"|^`",
		'https://a.example/a.png?sig=a+b%2B/c==&x=%E5%9B%BE',
		'https://b.s3.eu-central-1.amazonaws.com/a%20b.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261130T045900Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=0f',
		'https://storage.googleapis.com/b/a.png?X-Goog-Date=20261130T045900Z&X-Goog-Expires=604800&X-Goog-Signature=0f',
		'https://storage.googleapis.com/b/a.png?GoogleAccessId=x&Expires=1796015000&Signature=a%2Bb',
		'https://x.blob.core.windows.net/c/a.png?sv=2025-01-05&se=2026-12-01T00%3A00%3A00Z&sr=b&sp=r&sig=a%2Bb%3D',
		'https://d1.cloudfront.net/a.png?Expires=1796015000&Signature=a~b-c_&Key-Pair-Id=K',
		'https://drive.google.com/uc?export=view&id=1AbC',
		'https://drive.google.com/u/10/uc?id=1AbC&export=download',
		'https://drive.google.com/thumbnail?id=1AbC&sz=w2000',
		'https://docs.google.com/drawings/d/1AbC/export/png',
		'https://www.dropbox.com/s/dl/abc/a.jpg',
		'https://www.dropbox.com/scl/fi/abc/a.jpg?rlkey=x&st=y&dl=1',
		'https://onedrive.live.com/download?resid=a&authkey=b',
		'https://firm.sharepoint.com/:i:/s/team/abc?e=x&download=1',
		'https://firm.sharepoint.com/_layouts/15/download.aspx?share=abc',
		'https://github.com/o/r/raw/main/a.png',
		'https://github.com/o/r/blob/main/a.png?raw=true',
		'https://github.com/user-attachments/assets/abc',
		'https://imgur.com/aBcDeFg.png',
		'https://m.imgur.com/aBcDeFg.jpeg?1',
		'https://files.slack.com/files-pri/T1-F1/a.png?pub_secret=0f',
		'https://example.com/a.png?se=2020-01-01',
		'https://example.com/a.png?expires=never&se=x&sig=y&Expires=12',
	])('%s', (url) => {
		expect(read(url)).toEqual({ kind: 'good', url });
	});

	it.each([
		['https://a.example/my photo.png', 'https://a.example/my%20photo.png'],
		['https://a.example/👩‍🚀.png', 'https://a.example/%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80.png'],
		['https://münchen.example/a.png', 'https://xn--mnchen-3ya.example/a.png'],
		[' https://a.example/a.png\u200b\n', 'https://a.example/a.png'],
		['\ufeffhttps://a.ex\u2060ample/a.png\u200d', 'https://a.example/a.png'],
		['https://a.example/a.png?x=1\n&y=2', 'https://a.example/a.png?x=1&y=2'],
		['https://a.example/a.png?x=1&amp;y=2', 'https://a.example/a.png?x=1&y=2'],
	])('but for what is not ASCII, not seen, or not meant: %j', (text, url) => {
		expect(read(text)).toEqual({ kind: 'good', url });
	});

	it('whatever it contains, in ASCII, and once more as the same', () => {
		const start = fc.constantFrom('https://a.example/', 'http://ü.example/?q=', 'https://a.b/#');
		fc.assert(
			fc.property(start, fc.string({ unit: 'binary' }), (url, rest) => {
				const link = read(`${url}${rest}`);
				if (link.kind !== 'good') return;
				expect(link.url).toMatch(/^[\x21-\x7e]+$/);
				expect(new URL(link.url).host).toBe(new URL(url).host);
				expect(read(link.url)).toEqual(link);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('a link is refused', () => {
	it.each([
		['', 'noUrl'],
		['a.png', 'noUrl'],
		['file:///etc/passwd', 'noUrl'],
		['https://a.example/a.png https://b.example/b.png', 'noUrl'],
		['data:image/png;base64,iVBORw0KGgo', 'noUrl'],
		['https://me:pw@a.example/a.png', 'secret'],
		['https://api.telegram.org/file/bot123:AAE/photos/file_1.jpg', 'secret'],
	])('%s as %s', (url, kind) => {
		expect(read(url).kind).toBe(kind);
	});

	it.each([
		['https://slack.com/files-pri/T1-F1/a.png', 'Slack'],
		['https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', 'WhatsApp'],
		['https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1', 'Twilio'],
		['https://drive.google.com/x/uc?id=1AbC_d-9', 'Google Drive'],
		['https://docs.google.com/document/d/1AbC/edit', 'Google Drive'],
		['https://photos.app.goo.gl/AbC', 'Google Photos'],
		['https://dropbox.com/a/s/dl/abc/a.jpg?rlkey=x&dl=0', 'Dropbox'],
		['https://1drv.ms/i/s!abc', 'OneDrive'],
		['https://www.icloud.com/iclouddrive/abc#a.jpg', 'iCloud'],
		['https://github.com/owner/repository/blob/main/a/b.png', 'GitHub'],
		['https://imgur.com/a/download/aBcDeFg', 'Imgur'],
	])('that leads to a page or needs a login: %s', (url, service) => {
		expect(read(url)).toEqual({ kind: 'page', service });
		const { host } = new URL(url);
		for (const other of [`${host}.example`, `not${host}`])
			expect(read(url.replace(host, other)).kind).toBe('good');
	});

	it.each([
		'X-Amz-Date=20261130T040000Z&X-Amz-Expires=3600',
		'x-amz-expires=60&x-amz-date=20261130T045859Z',
		'X-Goog-Date=20261130T035900Z&X-Goog-Expires=3600',
		'Expires=1796014800&Signature=a',
		'se=2026-11-30T04%3A59%3A59Z&sig=a',
		'se=2026-11-30&sig=a',
	])('that says itself that it has expired: %s', (query) => {
		expect(read(`https://a.example/a.png?${query}`).kind).toBe('expired');
		// Long before, it was good.
		const earlier = Date.parse('2026-11-29T00:00:00Z');
		expect(parseLink(`https://a.example/a.png?${query}`, false, earlier).kind).toBe('good');
	});

	it('that is longer than any server takes, without delay', () => {
		expect(read(`https://a.example/${' '.repeat(2_000_000)}a`).kind).toBe('noUrl');
	});

	const PRIVATE =
		'localhost LOCALHOST localhost. n8n n8n:5678 my-nas.local db.internal router.lan fritz.home.arpa 127.0.0.1 127.1 0x7f.1 2130706433 0 10.0.0.1 100.64.0.1 100.127.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1 192.168.257 １２７.0.0.1 [::1] [::] [fc00::1] [fdff::1] [fe80::1]';
	const PUBLIC =
		'example.com example.com. localhost.example.com local.example mylocal.com notinternal.org 1.1.1.1 9.255.255.255 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.169.0.1 10.example.com [2606:4700::1111] [fb00::1]';

	it('to a private host, however it is written, where the service is on the internet', () => {
		for (const host of PRIVATE.split(' ')) {
			expect([host, read(`http://${host}/a.png`).kind]).toEqual([host, 'private']);
			expect([host, read(`http://${host}/a.png`, true).kind]).toEqual([host, 'good']);
		}
		for (const host of PUBLIC.split(' ')) {
			expect([host, read(`http://${host}/a.png`).kind]).toEqual([host, 'good']);
		}
	});
});
