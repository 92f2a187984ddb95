import fc from 'fast-check';
import { parseImageUrl } from '../../../../nodes/shared/images/imageUrl.ts';
import { isPrivateHost } from '../../../../nodes/shared/images/privateHosts.ts';

const hostOf = (host: string) => new URL(`http://${host}/a.png`).hostname;
const read = (text: string) => parseImageUrl(text, false);

describe('a host that the internet can’t reach', () => {
	it.each([
		'localhost',
		'LOCALHOST',
		'localhost.',
		'n8n',
		'n8n:5678',
		'my-nas.local',
		'db.internal',
		'host.docker.internal',
		'a.localhost',
		'fritz.home.arpa',
		'router.lan',
		'127.0.0.1',
		'127.1',
		'0x7f.1',
		'0177.0.0.1',
		'2130706433',
		'0x7f000001',
		'0',
		'10.0.0.1',
		'100.64.0.1',
		'100.127.255.255',
		'169.254.169.254',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.0.1',
		'192.168.257',
		'198.18.0.1',
		'224.0.0.1',
		'255.255.255.255',
		'１２７.0.0.1',
		'[::1]',
		'[::]',
		'[::ffff:127.0.0.1]',
		'[::ffff:c0a8:1]',
		'[::10.0.0.1]',
		'[64:ff9b::192.168.1.1]',
		'[fc00::1]',
		'[fdff::1]',
		'[fe80::1]',
		'[fe80:0:0:0:1:2:3:4]',
		'[febf::1]',
		'[fec0::1]',
		'[ff02::1]',
	])('is %s', (host) => {
		expect(isPrivateHost(hostOf(host))).toBe(true);
	});

	it.each([
		'example.com',
		'example.com.',
		'localhost.example.com',
		'local.example',
		'mylocal.com',
		'notinternal.org',
		'lan.de',
		'1.1.1.1',
		'9.255.255.255',
		'11.0.0.1',
		'100.63.255.255',
		'100.128.0.1',
		'126.0.0.1',
		'128.0.0.1',
		'172.15.255.255',
		'172.32.0.1',
		'192.167.255.255',
		'192.169.0.1',
		'223.255.255.255',
		'[2606:4700::1111]',
		'[2001:db8::1]',
		'[::ffff:8.8.8.8]',
		'[64:ff9b::808:808]',
		'[64:ff9b:1::7f00:1]',
		'[fb00::1]',
	])('is not %s', (host) => {
		expect(isPrivateHost(hostOf(host))).toBe(false);
	});

	it('is the same in each way to write an IPv4 address', () => {
		fc.assert(
			fc.property(fc.ipV4(), (address) => {
				const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
				const hex = number.toString(16);
				const ways = [String(number), `0x${hex}`, `[::ffff:${address}]`, `${address}.`];
				for (const way of ways) {
					expect([way, isPrivateHost(hostOf(way))]).toEqual([way, isPrivateHost(address)]);
				}
			}),
		);
	});
});

describe('the address of a picture', () => {
	it.each([
		['https://a.example/图1.png', 'https://a.example/%E5%9B%BE1.png'],
		['https://a.example/a.png\u200b', 'https://a.example/a.png'],
		['\ufeffhttps://a.example/a.png\u00ad', 'https://a.example/a.png'],
		['https://a.ex\u2060ample/a.png', 'https://a.example/a.png'],
		[' https://a.example/a.png\u200d\n', 'https://a.example/a.png'],
		['https://a.example/👩‍🚀.png', 'https://a.example/%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80.png'],
		['https://münchen.example/a.png', 'https://xn--mnchen-3ya.example/a.png'],
		['HTTPS://A.example:443/a.png', 'https://a.example/a.png'],
		[
			'https://s3.example/a%2Fb.png?X-Sig=a%2Fb%3D+c%20d&x==',
			'https://s3.example/a%2Fb.png?X-Sig=a%2Fb%3D+c%20d&x==',
		],
	])('%j is sent as %s', (text, href) => {
		expect(read(text)).toEqual({ kind: 'good', href });
	});

	it.each([
		['https://a.example/a b.png', 'hasASpace'],
		['a.example/a.png', 'notAnAddress'],
		['ftp://a.example/a.png', 'notAnAddress'],
		['\u200b', 'notAnAddress'],
		['https://u:p@a.example/', 'hasAPassword'],
		['data:image/png;base64,iVBORw0KGgo=', 'holdsData'],
		['http://n8n:5678/a.png', 'private'],
	])('is not %j: %s', (text, kind) => {
		expect(read(text).kind).toBe(kind);
	});

	it('may be private where the service is', () => {
		const href = 'http://127.0.0.1:4100/frames/dawn.png';
		expect(parseImageUrl(href, true)).toEqual({ kind: 'good', href });
	});

	it('is written in ASCII, and reads the same when it is read again', () => {
		fc.assert(
			fc.property(fc.webUrl({ withQueryParameters: true }), fc.string(), (url, rest) => {
				const address = parseImageUrl(`${url}${rest}`, true);
				if (address.kind !== 'good') return;
				expect(address.href).toMatch(/^[\x21-\x7e]+$/);
				expect(parseImageUrl(address.href, true)).toEqual(address);
			}),
		);
	});
});

describe('a page on which a service shows a picture', () => {
	const pages: Array<[url: string, service: string, direct?: string]> = [
		[
			'https://drive.google.com/file/d/1AbC_d-9/view?usp=sharing',
			'Google Drive',
			'https://drive.google.com/uc?export=download&id=1AbC_d-9',
		],
		[
			'https://drive.google.com/open?id=1AbC',
			'Google Drive',
			'https://drive.google.com/uc?export=download&id=1AbC',
		],
		[
			'https://drive.google.com/uc?export=view&id=1AbC',
			'Google Drive',
			'https://drive.google.com/uc?export=download&id=1AbC',
		],
		['https://drive.google.com/drive/folders/1AbC', 'Google Drive'],
		[
			'https://docs.google.com/drawings/d/1AbC/edit',
			'Google Docs',
			'https://docs.google.com/drawings/d/1AbC/export/png',
		],
		['https://docs.google.com/document/d/1AbC/edit', 'Google Docs'],
		['https://photos.app.goo.gl/AbC', 'Google Photos'],
		['https://photos.google.com/share/AbC/photo/D', 'Google Photos'],
		[
			'https://www.dropbox.com/s/abc/a.jpg?dl=0',
			'Dropbox',
			'https://www.dropbox.com/s/abc/a.jpg?dl=1',
		],
		[
			'https://www.dropbox.com/scl/fi/abc/a.jpg?rlkey=x&dl=0',
			'Dropbox',
			'https://www.dropbox.com/scl/fi/abc/a.jpg?rlkey=x&dl=1',
		],
		['https://www.dropbox.com/scl/fo/abc/x?dl=0', 'Dropbox'],
		['https://1drv.ms/i/s!abc', 'OneDrive'],
		['https://onedrive.live.com/?id=abc', 'OneDrive'],
		[
			'https://firm.sharepoint.com/:i:/s/team/abc?e=x',
			'SharePoint',
			'https://firm.sharepoint.com/:i:/s/team/abc?e=x&download=1',
		],
		['https://www.icloud.com/iclouddrive/abc#a.jpg', 'iCloud'],
		['https://share.icloud.com/photos/abc', 'iCloud'],
		[
			'https://github.com/o/r/blob/main/a/b.png',
			'GitHub',
			'https://raw.githubusercontent.com/o/r/main/a/b.png',
		],
		['https://github.com/o/r/tree/main/a', 'GitHub'],
		[
			'https://gitlab.com/g/p/-/blob/main/a.png',
			'GitLab',
			'https://gitlab.com/g/p/-/raw/main/a.png',
		],
		['https://imgur.com/aBcDeFg', 'Imgur', 'https://i.imgur.com/aBcDeFg.jpg'],
		['https://imgur.com/a/aBcDeFg', 'Imgur'],
		[
			'https://commons.wikimedia.org/wiki/File:A_b.jpg',
			'Wikimedia',
			'https://commons.wikimedia.org/wiki/Special:FilePath/A_b.jpg',
		],
		['https://unsplash.com/photos/a-b-c', 'Unsplash'],
		['https://www.instagram.com/p/abc/', 'Instagram'],
	];
	it.each(pages.map(([url, service, direct]) => ({ url, service, direct })))(
		'$url belongs to $service',
		({ url, service, direct }) => {
			expect(read(url)).toEqual({ kind: 'sharePage', service, ...(direct ? { direct } : {}) });
			// What is recommended is taken.
			if (direct !== undefined) expect(read(direct)).toEqual({ kind: 'good', href: direct });
		},
	);

	it.each([
		'https://drive.google.com/thumbnail?id=1AbC&sz=w2000',
		'https://drive.usercontent.google.com/download?id=1AbC&export=download',
		'https://lh3.googleusercontent.com/abc=w2000',
		'https://docs.google.com/drawings/d/1AbC/pub?w=960',
		'https://www.dropbox.com/s/abc/a.jpg?raw=1',
		'https://dl.dropboxusercontent.com/s/abc/a.jpg',
		'https://github.com/o/r/raw/main/a.png',
		'https://github.com/o/r/blob/main/a.png?raw=true',
		'https://github.com/user-attachments/assets/abc',
		'https://i.imgur.com/aBcDeFg.png',
		'https://upload.wikimedia.org/wikipedia/commons/a/ab/A.jpg',
		'https://images.unsplash.com/photo-1?w=1280',
		'https://mydropbox.com/s/abc/a.jpg?dl=0',
		'https://example.com/file/d/1/view',
	])('is not %s', (url) => {
		expect(read(url)).toEqual({ kind: 'good', href: url });
	});
});
