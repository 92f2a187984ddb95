import type { Palette } from './palettes.mts';
import type { Point } from './shapes.mts';
import { HEIGHT, WIDTH, ellipse, glow, linearGradient, polygon, round } from './shapes.mts';
import { HORIZON } from './sky.mts';

/** A spot on flat ground, measured in camera heights: right of the camera and ahead of it. */
interface Spot {
	readonly right: number;
	readonly ahead: number;
}

/** Something upright, to be drawn in the order of its distance. */
export interface Standing {
	readonly foot: Point;
	readonly drawn: string;
}

const FOCAL = 900;
const HALF_WIDTH = 0.225;

function toGround([x, y]: Point): Spot {
	const drop = y - HORIZON;
	return { right: (x - WIDTH / 2) / drop, ahead: FOCAL / drop };
}

function toScreen({ right, ahead }: Spot, above = 0): Point {
	return [WIDTH / 2 + (FOCAL * right) / ahead, HORIZON + (FOCAL * (1 - above)) / ahead];
}

const ROUTE: readonly Point[] = [
	[1090, 860],
	[985, 760],
	[850, 684],
	[660, 632],
	[490, 594],
	[428, 562],
	[500, 535],
	[690, 519],
	[900, 510],
	[1060, 494],
	[1136, 474],
	[1140, 458],
	[1104, 447.5],
	[1064, 444],
	[1022, 442.5],
];

// The bends are rounded on the ground, not on the picture, so that perspective thins them rightly.
const CENTRE: readonly Spot[] = smooth(ROUTE.map(toGround), 40);

function smooth(spots: readonly Spot[], steps: number): Spot[] {
	const at = (index: number) =>
		spots[Math.min(Math.max(index, 0), spots.length - 1)] ?? { right: 0, ahead: 1 };
	const blend = (a: number, b: number, c: number, d: number, t: number) =>
		0.5 *
		(2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3);
	return spots.slice(1).flatMap((_, index) => {
		const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
		return Array.from({ length: steps }, (__, step) => ({
			right: blend(a.right, b.right, c.right, d.right, step / steps),
			ahead: blend(a.ahead, b.ahead, c.ahead, d.ahead, step / steps),
		}));
	});
}

function beside(index: number, offset: number): Spot {
	const here = CENTRE[index] ?? { right: 0, ahead: 1 };
	const before = CENTRE[Math.max(index - 1, 0)] ?? here;
	const after = CENTRE[Math.min(index + 1, CENTRE.length - 1)] ?? here;
	const [run, rise] = [after.right - before.right, after.ahead - before.ahead];
	const length = Math.hypot(run, rise) || 1;
	return {
		right: here.right + (rise / length) * offset,
		ahead: here.ahead - (run / length) * offset,
	};
}

interface Strip {
	readonly offset: number;
	readonly halfWidth: number;
	readonly from?: number;
	readonly to?: number;
	readonly above?: number;
}

function strip(
	{ offset, halfWidth, from = 0, to = CENTRE.length, above = 0 }: Strip,
	attributes: string,
): string {
	const indexes = Array.from({ length: to - from }, (_, index) => from + index);
	const side = (shift: number) =>
		indexes.map((index) => toScreen(beside(index, offset + shift), above));
	return polygon([...side(-halfWidth), ...side(halfWidth).reverse()], attributes);
}

/** Cuts the centre line into stretches of equal length on the ground. */
function stretches(length: number): number[] {
	const cuts = [0];
	let travelled = 0;
	CENTRE.forEach((spot, index) => {
		const before = CENTRE[index - 1] ?? spot;
		travelled += Math.hypot(spot.right - before.right, spot.ahead - before.ahead);
		if (travelled < length * cuts.length) return;
		cuts.push(index);
	});
	return cuts;
}

export function drawRoad(palette: Palette): string {
	const paint = `fill="${palette.paint}"`;
	const cuts = stretches(0.17);
	const dashes = cuts.flatMap((from, index) => {
		const to = cuts[index + 1];
		if (index % 2 || to === undefined) return [];
		return [strip({ offset: 0, halfWidth: 0.007, from, to: to + 1 }, `${paint} opacity=".85"`)];
	});
	return [
		linearGradient(
			'road',
			[0, 450],
			[0, HEIGHT],
			[
				{ at: 0, color: palette.road[0] },
				{ at: 0.35, color: palette.road[0] },
				{ at: 1, color: palette.road[1] },
			],
		),
		strip({ offset: 0, halfWidth: HALF_WIDTH + 0.06 }, `fill="${palette.shoulder}" opacity=".35"`),
		strip({ offset: 0, halfWidth: HALF_WIDTH + 0.025 }, `fill="${palette.shoulder}" opacity=".6"`),
		strip({ offset: 0, halfWidth: HALF_WIDTH }, 'fill="url(#road)"'),
		strip({ offset: HALF_WIDTH - 0.02, halfWidth: 0.006 }, `${paint} opacity=".7"`),
		strip({ offset: 0.02 - HALF_WIDTH, halfWidth: 0.006 }, `${paint} opacity=".7"`),
		...dashes,
		palette.nightLights ? drawTrails() : '',
	].join('');
}

// One lane comes towards us in warm white, the other leaves in red; the halo is wider than the lane is.
function drawTrails(): string {
	const lanes = [
		{ offset: -0.13, color: '#ffcf87', core: '#fff3d4' },
		{ offset: -0.075, color: '#ffcf87', core: '#fff3d4' },
		{ offset: 0.08, color: '#ff4d4d', core: '#ff9a86' },
		{ offset: 0.135, color: '#ff4d4d', core: '#ff9a86' },
	];
	const halo = [0.075, 0.055, 0.038, 0.024, 0.014];
	return lanes
		.flatMap(({ offset, color, core }) => [
			...halo.map((halfWidth) =>
				strip({ offset, halfWidth, above: 0.02 }, `fill="${color}" opacity=".1"`),
			),
			strip({ offset, halfWidth: 0.0055, above: 0.02 }, `fill="${core}" opacity=".95"`),
		])
		.join('');
}

const LAMP_HEIGHT = 0.4;

/** Far lamps would only clutter the town. */
const LAMP_LIMIT = 482;

export function lamps(palette: Palette): Standing[] {
	return stretches(1.15)
		.map((index) => ({
			foot: toScreen(beside(index, HALF_WIDTH + 0.05)),
			drawn: drawLamp(index, palette),
		}))
		.filter(({ foot }) => foot[1] > LAMP_LIMIT && foot[1] < HEIGHT - 40);
}

function drawLamp(index: number, { rail, nightLights }: Palette): string {
	const foot = toScreen(beside(index, HALF_WIDTH + 0.05));
	const top = toScreen(beside(index, HALF_WIDTH + 0.05), LAMP_HEIGHT);
	const tip = toScreen(beside(index, HALF_WIDTH - 0.06), LAMP_HEIGHT + 0.015);
	const pool = toScreen(beside(index, HALF_WIDTH - 0.08));
	const size = foot[1] - top[1];
	const stroke = `stroke="${rail}" stroke-width="${round(Math.max(0.8, size * 0.022))}" stroke-linecap="round" fill="none"`;
	const light = nightLights
		? glow(pool, size * 1.3, size * 0.3, '#ffc46b', 0.5) +
			glow(tip, size * 0.42, size * 0.42, '#ffcf87', 0.75) +
			ellipse(tip[0], tip[1], size * 0.035 + 0.5, size * 0.025 + 0.4, 'fill="#fff6df"')
		: '';
	return `<path d="M${[...foot].map(round).join(' ')}L${[...top].map(round).join(' ')}L${[...tip].map(round).join(' ')}" ${stroke}/>${light}`;
}

/** Trees keep off the tarmac. */
export function isNearRoad(point: Point): boolean {
	const { right, ahead } = toGround(point);
	return CENTRE.some(
		(spot) => Math.hypot(spot.right - right, spot.ahead - ahead) < HALF_WIDTH + 0.16,
	);
}
