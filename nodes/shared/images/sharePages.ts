/** A service whose links lead to a page about an image. */
interface ShareHost {
	/** Its name, as a person knows it. */
	service: string;
	/** The hosts, each with all below it where it begins with a dot. */
	hosts: readonly string[];
	/** Where on these hosts pages are; everywhere, unless given. The query counts too. */
	page?: RegExp;
	/** What on these hosts is nevertheless a file, by path and query. */
	file?: RegExp;
	/** The URL of the image itself, where one can be made of that of the page. */
	direct?: (url: URL) => string | undefined;
}

/** What is known of a URL that leads to a page. */
export interface SharePage {
	service: string;
	/** The URL of the image itself, if it follows from that of the page. */
	direct?: string;
}

const SHARE_HOSTS: readonly ShareHost[] = [
	{
		service: 'Google Drive',
		hosts: ['drive.google.com'],
		file: /^\/(uc\?(.*&)?export=download|thumbnail\?)/,
		direct: (url) => {
			const id = /\/d\/([\w-]+)/.exec(url.pathname)?.[1] ?? url.searchParams.get('id');
			return id ? `https://drive.google.com/uc?export=download&id=${id}` : undefined;
		},
	},
	{
		service: 'Google Docs',
		hosts: ['docs.google.com'],
		file: /\/(export|pub)\b|^\/uc\?/,
		direct: (url) => {
			const id = /^\/drawings\/d\/([\w-]+)/.exec(url.pathname)?.[1];
			return id ? `https://docs.google.com/drawings/d/${id}/export/png` : undefined;
		},
	},
	{ service: 'Google Photos', hosts: ['photos.google.com', 'photos.app.goo.gl'] },
	{
		service: 'Dropbox',
		hosts: ['dropbox.com', 'www.dropbox.com'],
		page: /^\/(s|sh|scl|home|preview)\//,
		file: /[?&](dl|raw)=1\b/,
		direct: (url) => {
			// Of a folder it would be an archive.
			if (!/^\/(s|scl\/fi)\//.test(url.pathname)) return undefined;
			return withQuery(url, 'dl', '1');
		},
	},
	{
		service: 'OneDrive',
		hosts: ['1drv.ms', 'onedrive.live.com'],
		file: /^\/download\b|[?&]download=1\b/,
	},
	{
		service: 'SharePoint',
		hosts: ['.sharepoint.com'],
		page: /^\/:\w:\//,
		file: /[?&]download=1\b/,
		direct: (url) => withQuery(url, 'download', '1'),
	},
	{ service: 'iCloud', hosts: ['share.icloud.com', 'icloud.com', 'www.icloud.com'] },
	{
		service: 'GitHub',
		hosts: ['github.com', 'www.github.com'],
		page: /^\/[^/]+\/[^/]+\/(blob|tree)\//,
		file: /[?&]raw=(1|true)\b/,
		direct: (url) => {
			const [, owner, repository, view, ...path] = url.pathname.split('/');
			if (view !== 'blob') return undefined;
			return `https://raw.githubusercontent.com/${owner}/${repository}/${path.join('/')}`;
		},
	},
	{
		service: 'GitLab',
		hosts: ['gitlab.com'],
		page: /\/-\/(blob|tree)\//,
		direct: (url) =>
			url.pathname.includes('/-/blob/') ? url.href.replace('/-/blob/', '/-/raw/') : undefined,
	},
	{
		service: 'Imgur',
		hosts: ['imgur.com', 'www.imgur.com', 'm.imgur.com'],
		file: /\.\w{3,4}(\?|$)/,
		direct: (url) => {
			const id = /^\/(\w{5,8})$/.exec(url.pathname)?.[1];
			return id ? `https://i.imgur.com/${id}.jpg` : undefined;
		},
	},
	{
		service: 'Wikimedia',
		hosts: ['.wikimedia.org', '.wikipedia.org'],
		page: /^\/wiki\/File:/i,
		direct: (url) =>
			`https://commons.wikimedia.org/wiki/Special:FilePath/${url.pathname.replace(/^\/wiki\/File:/i, '')}`,
	},
	{ service: 'Unsplash', hosts: ['unsplash.com'], page: /^\/photos\//, file: /\/download\b/ },
	{ service: 'Pexels', hosts: ['www.pexels.com'], page: /\/photo\//, file: /\/download\b/ },
	{ service: 'Flickr', hosts: ['flickr.com', 'www.flickr.com', 'flic.kr'] },
	{ service: 'ImgBB', hosts: ['ibb.co'] },
	{ service: 'Postimages', hosts: ['postimg.cc'] },
	{ service: 'Box', hosts: ['.box.com'], page: /^\/(s|v|file|folder)\// },
	{ service: 'WeTransfer', hosts: ['we.tl', 'wetransfer.com'] },
	{ service: 'MEGA', hosts: ['mega.nz', 'mega.io'] },
	{ service: 'Pinterest', hosts: ['pin.it', 'pinterest.com', '.pinterest.com'] },
	{ service: 'Instagram', hosts: ['instagram.com', 'www.instagram.com'] },
	{ service: 'Facebook', hosts: ['facebook.com', 'www.facebook.com', 'm.facebook.com'] },
	{ service: 'X', hosts: ['x.com', 'twitter.com', 'mobile.twitter.com'] },
	{ service: 'Figma', hosts: ['figma.com', 'www.figma.com'], page: /^\/(file|design|proto)\// },
	{ service: 'Canva', hosts: ['canva.com', 'www.canva.com'], page: /^\/design\// },
];

/** Whether a URL leads to a page on which a service shows an image, by its form alone. */
export function sharePageOf(url: URL): SharePage | undefined {
	const place = `${url.pathname}${url.search}`;
	const found = SHARE_HOSTS.find(
		({ hosts, page, file }) =>
			hosts.some((host) =>
				host.startsWith('.') ? url.hostname.endsWith(host) : url.hostname === host,
			) &&
			(page === undefined || page.test(place)) &&
			file?.test(place) !== true,
	);
	if (found === undefined) return undefined;
	return { service: found.service, direct: found.direct?.(url) };
}

function withQuery(url: URL, name: string, value: string): string {
	const changed = new URL(url);
	changed.searchParams.set(name, value);
	return changed.href;
}
