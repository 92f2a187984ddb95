import { imageInMemory } from '../../../../nodes/shared/images/imageFile.ts';
import { readHeader } from '../../../../nodes/shared/images/imageHeader.ts';
import { inspect } from '../../../../nodes/shared/images/inspect.ts';
import {
	chunk,
	exif,
	EXIF_MARK,
	frameHeader,
	jpegOf,
	madeJpeg,
	madePng,
	segment,
	type Recipe,
} from './support/madePictures.mts';

/** How many mutated headers are read: `FUZZ_HEADERS=1000000 npx jest headerFuzz` takes minutes. */
const CASES = Number(process.env.FUZZ_HEADERS ?? 5_000);

/** As much of each picture as is mutated: its header, and some of what follows. */
const HEAD = 1500;

/** Numbers from 0 to below 1 that are the same in each run (mulberry32). */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

async function corpus(): Promise<Buffer[]> {
	const plain: Recipe = { width: 64, height: 48, colours: 'rgb', profile: false, xmp: 0 };
	const made = await Promise.all([
		madeJpeg(plain),
		madeJpeg({ ...plain, orientation: 6, xmp: 200 }, { progressive: true }),
		madeJpeg({ ...plain, colours: 'cmyk' }),
		madeJpeg({ ...plain, profile: true, orientation: 3 }, { mozjpeg: true }),
		madePng(plain),
		madePng({ ...plain, orientation: 8, xmp: 200 }, { progressive: true }),
		madePng({ ...plain, colours: 'alpha', profile: true }, { palette: true }),
	]);
	const app1 = segment(0xe1, Buffer.concat([EXIF_MARK, exif(6, { entriesBefore: 3 })]));
	const fill = Buffer.from([0xff, 0xff, 0xff, 0x01]);
	const png = made[4] as Buffer;
	const rare = [
		jpegOf(fill, app1, fill, frameHeader(640, 480, 4, 0xc9)),
		jpegOf(
			segment(0xe1, Buffer.concat([EXIF_MARK, exif(5, { littleEndian: false })])),
			frameHeader(9, 9),
		),
		Buffer.concat([
			png.subarray(0, 33),
			chunk('acTL', Buffer.from([0, 0, 0, 9, 0, 0, 0, 0])),
			chunk('eXIf', exif(7)),
			png.subarray(33),
		]),
	];
	return [...made, ...rare].map((bytes) => bytes.subarray(0, HEAD));
}

const EDGES = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xc0, 0xd8, 0xd9, 0xda, 0xe1, 0xfe, 0xff];

/** A few bytes changed, put in, taken out or cut off. Most changes hit the first hundred bytes. */
function mutated(bytes: Buffer, random: () => number): Buffer {
	const below = (limit: number) => Math.floor(random() * limit);
	const byte = () => (random() < 0.5 ? (EDGES[below(EDGES.length)] ?? 0) : below(256));
	let result = Buffer.from(bytes);
	for (let changes = 1 + below(4); changes > 0; changes--) {
		const at = Math.min(random() < 0.7 ? below(100) : below(result.length), result.length);
		const length = 1 + below(random() < 0.8 ? 4 : 60);
		switch (below(4)) {
			case 0:
				result = result.subarray(0, at);
				break;
			case 1:
				result = Buffer.concat([
					result.subarray(0, at),
					Buffer.from(Array.from({ length }, byte)),
					result.subarray(at),
				]);
				break;
			case 2:
				result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
				break;
			default:
				for (let index = at; index < Math.min(at + length, result.length); index++) {
					result[index] = byte();
				}
		}
	}
	return result;
}

/** Bytes that note each look at a place where there are none. */
function guarded(bytes: Buffer, lookedPast: (place: string) => void): Uint8Array {
	return new Proxy(bytes, {
		get(target, name) {
			if (typeof name === 'string' && /^-?\d/.test(name) && !Object.hasOwn(target, name)) {
				lookedPast(name);
			}
			const value: unknown = Reflect.get(target, name);
			return value;
		},
	});
}

describe('a header of which some bytes were changed', () => {
	it(
		'is read without a throw and without a look past its end',
		async () => {
			const pictures = await corpus();
			const random = randomFrom(20_261_125);
			const counts = { facts: 0, needs: 0, unread: 0, refused: 0 };
			const wrong: string[] = [];
			for (let index = 0; index < CASES; index++) {
				const bytes = mutated(pictures[index % pictures.length] as Buffer, random);
				const note = (what: string) => wrong.push(`${what}: ${bytes.toString('base64')}`);
				const reading = readHeader(guarded(bytes, (place) => note(`looks at ${place}`)));
				if (reading === undefined) counts.unread++;
				else if ('needs' in reading) {
					counts.needs++;
					if (!(reading.needs > bytes.length)) note(`needs ${reading.needs}`);
				} else counts.facts++;
				const facts = reading?.facts;
				if (facts && !(facts.orientation >= 1 && facts.orientation <= 8)) note('orientation');

				const size = bytes.length;
				const at = (offset: number, length: number) => bytes.subarray(offset, offset + length);
				if (inspect(imageInMemory({ size, at })).kind !== 'image') counts.refused++;
			}
			expect(wrong.slice(0, 3)).toEqual([]);
			// The changes are neither so harmless nor so coarse that one way to end is never taken.
			for (const count of Object.values(counts)) expect(count).toBeGreaterThan(CASES / 100);
			if (process.env.FUZZ_HEADERS !== undefined) console.log(CASES, counts);
		},
		30 * 60_000,
	);
});
