/** An unsigned number of two bytes, the high one first. The caller has checked that they are there. */
export function uint16(bytes: Uint8Array, at: number): number {
	return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** An unsigned number of four bytes, the high one first. The caller has checked that they are there. */
export function uint32(bytes: Uint8Array, at: number): number {
	return ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0;
}
