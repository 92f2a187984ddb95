export type Point = readonly [x: number, y: number];

export const WIDTH = 1280;
export const HEIGHT = 720;

export type Random = () => number;

/** Mulberry32: both frames must scatter their trees and dashes in exactly the same places. */
export function seededRandom(seed: number): Random {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

export function pick<T>(items: readonly T[], index: number): T {
	const item = items[Math.floor(index) % items.length];
	if (item === undefined) throw new Error('Nothing to pick from');
	return item;
}

export function mix(from: string, to: string, share: number): string {
	const channel = (hex: string, at: number) => parseInt(hex.slice(at, at + 2), 16);
	const blend = (at: number) =>
		Math.round(channel(from, at) + (channel(to, at) - channel(from, at)) * share)
			.toString(16)
			.padStart(2, '0');
	return `#${blend(1)}${blend(3)}${blend(5)}`;
}

export function round(value: number): string {
	return String(Math.round(value * 100) / 100);
}

export function polygon(points: readonly Point[], attributes: string): string {
	const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
	return `<polygon points="${list}" ${attributes}/>`;
}

/** Catmull-Rom through the points, as a path that is still open. */
export function curve(points: readonly Point[]): string {
	const at = (index: number) => points[Math.min(Math.max(index, 0), points.length - 1)] ?? [0, 0];
	const [startX, startY] = at(0);
	const bends = points.slice(1).map((end, index) => {
		const [before, start, after] = [at(index - 1), at(index), at(index + 2)];
		const first = [start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6];
		const second = [end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6];
		return `C${[...first, ...second, ...end].map(round).join(' ')}`;
	});
	return `M${round(startX)} ${round(startY)}${bends.join('')}`;
}

export function path(d: string, attributes: string): string {
	return `<path d="${d}" ${attributes}/>`;
}

export function ellipse(x: number, y: number, rx: number, ry: number, attributes: string): string {
	return `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(rx)}" ry="${round(ry)}" ${attributes}/>`;
}

export function rectangle(x: number, y: number, w: number, h: number, attributes: string): string {
	return `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" ${attributes}/>`;
}

export interface Stop {
	readonly at: number;
	readonly color: string;
	readonly opacity?: number;
}

function stopList(stops: readonly Stop[]): string {
	return stops
		.map(
			({ at, color, opacity = 1 }) =>
				`<stop offset="${round(at)}" stop-color="${color}" stop-opacity="${round(opacity)}"/>`,
		)
		.join('');
}

export function spread(colors: readonly string[]): Stop[] {
	return colors.map((color, index) => ({ at: index / (colors.length - 1), color }));
}

/** Cuts the corners of a gradient: at a kink the eye sees a band that isn't there. */
export function soften(stops: readonly Stop[]): Stop[] {
	const inner = stops.slice(1).flatMap((end, index) => {
		const start = stops[index] ?? end;
		return [0.25, 0.75].map((share) => ({
			at: start.at + (end.at - start.at) * share,
			color: mix(start.color, end.color, share),
		}));
	});
	return [...stops.slice(0, 1), ...inner, ...stops.slice(-1)];
}

export function linearGradient(id: string, from: Point, to: Point, stops: readonly Stop[]): string {
	return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${round(from[0])}" y1="${round(from[1])}" x2="${round(to[0])}" y2="${round(to[1])}">${stopList(stops)}</linearGradient>`;
}

// A linear fade shows a rim where it ends; this falls off the way light in haze does.
const FALL_OFF: readonly Stop[] = [1, 0.78, 0.52, 0.31, 0.16, 0.065, 0.015, 0].map(
	(opacity, index, all) => ({ at: index / (all.length - 1), color: '', opacity }),
);

export function glow(at: Point, rx: number, ry: number, color: string, opacity: number): string {
	const id = `glow-${color.slice(1)}`;
	const stops = stopList(FALL_OFF.map((stop) => ({ ...stop, color })));
	return (
		`<radialGradient id="${id}">${stops}</radialGradient>` +
		ellipse(at[0], at[1], rx, ry, `fill="url(#${id})" opacity="${round(opacity)}"`)
	);
}
