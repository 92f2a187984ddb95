/**
 * The first bits of IPv4 addresses that no host on the internet has, as address and length: RFC 6890 (this
 * network, private use, shared, loopback, link-local, protocol assignments, benchmarking), RFC 5771
 * (multicast) and RFC 1112 (reserved, broadcast).
 */
const PRIVATE_IPV4: ReadonlyArray<readonly [network: string, bits: number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['224.0.0.0', 4],
	['240.0.0.0', 4],
];

/** Ends of names that the public name service does not know: RFC 6761, 6762, 8375, ICANN's reserved ones. */
const PRIVATE_NAMES =
	/(^|\.)(localhost|local|localdomain|internal|intranet|private|lan|home|corp|home\.arpa)$/;

/**
 * Whether the internet can't reach a host: an address of a private, loopback or link-local network, or a
 * name that only a local network knows.
 *
 * @param hostname as `URL` gives it, which writes all forms of an address in one way
 */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname.replace(/\.$/, '').toLowerCase();
	if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1));
	if (/^\d+(\.\d+){3}$/.test(host)) return isPrivateIpv4(ipv4Bits(host));
	return !host.includes('.') || PRIVATE_NAMES.test(host);
}

function ipv4Bits(address: string): number {
	return address.split('.').reduce((bits, part) => bits * 256 + Number(part), 0);
}

function isPrivateIpv4(address: number): boolean {
	return PRIVATE_IPV4.some(([network, bits]) => {
		const hosts = 2 ** (32 - bits);
		return Math.floor(address / hosts) === Math.floor(ipv4Bits(network) / hosts);
	});
}

/** RFC 4291 (unspecified, loopback, link-local, multicast, mapped), 4193 (local), 6052 (of an IPv4). */
function isPrivateIpv6(address: string): boolean {
	const groups = ipv6Groups(address);
	const first = groups[0] ?? 0;
	const isIpv4 =
		groups.slice(0, 5).every((group) => group === 0) ||
		(first === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0));
	if (isIpv4) return isPrivateIpv4((groups[6] ?? 0) * 0x10000 + (groups[7] ?? 0));
	return (first & 0xfe00) === 0xfc00 || (first & 0xff80) === 0xfe80 || (first & 0xff00) === 0xff00;
}

/** The eight groups of an IPv6 address as `URL` writes it: hexadecimal, with one run of zeros as "::". */
function ipv6Groups(address: string): number[] {
	const [head = [], tail = []] = address
		.split('::')
		.map((half) => half.split(':').filter((group) => group !== ''))
		.map((half) => half.map((group) => parseInt(group, 16)));
	return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
