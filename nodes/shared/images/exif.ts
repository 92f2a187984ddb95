import { uint16, uint32 } from './integers';

/** TIFF 6.0, section 2: byte order, 42, and where the first directory begins. */
const TIFF_HEAD = 8;
const LITTLE_ENDIAN = 0x4949;
const BIG_ENDIAN = 0x4d4d;
const MAGIC = 42;

/** Tag, type, count and value of an entry. */
const ENTRY = 12;
const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * The orientation in the first directory (IFD0) of EXIF data, which has the form of a TIFF file.
 *
 * @param start where the data begins; offsets in it count from there
 * @param end where it ends; nothing from there on is read
 * @returns 1 to 8; 1, as stored, where it says nothing or nothing that makes sense
 */
export function tiffOrientation(bytes: Uint8Array, start: number, end: number): number {
	if (start + TIFF_HEAD > end) return 1;
	const order = uint16(bytes, start);
	if (order !== LITTLE_ENDIAN && order !== BIG_ENDIAN) return 1;
	const short = (at: number) => {
		const value = uint16(bytes, at);
		return order === BIG_ENDIAN ? value : ((value & 0xff) << 8) | (value >> 8);
	};
	const long = (at: number) =>
		order === BIG_ENDIAN ? uint32(bytes, at) : short(at) + short(at + 2) * 0x10000;

	if (short(start + 2) !== MAGIC) return 1;
	const directory = start + long(start + 4);
	if (directory + 2 > end) return 1;
	const entries = short(directory);
	for (let index = 0; index < entries; index++) {
		const entry = directory + 2 + index * ENTRY;
		if (entry + ENTRY > end) return 1;
		if (short(entry) !== ORIENTATION) continue;
		const value = short(entry + 8);
		return short(entry + 2) === SHORT && value >= 1 && value <= 8 ? value : 1;
	}
	return 1;
}
