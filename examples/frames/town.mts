import type { Palette } from './palettes.mts';
import type { Point, Random } from './shapes.mts';
import { ellipse, glow, pick, polygon, rectangle, round, seededRandom } from './shapes.mts';

export function drawTown(palette: Palette): string {
	const random = seededRandom(77);
	return [
		...HOUSES.map(([x, y, width]) => drawHouse([x, y], width, palette, random)),
		drawChurch([1046, 414], palette),
	].join('');
}

/** The row by the water hides the end of the road, so it comes after it. */
export function drawQuay(palette: Palette): string {
	const random = seededRandom(78);
	return QUAY.map(([x, y, width]) => drawHouse([x, y], width, palette, random)).join('');
}

// Back row first, so that the houses by the water stand in front.
const HOUSES: readonly (readonly [x: number, y: number, width: number])[] = [
	[1004, 412, 15],
	[1028, 408, 17],
	[1078, 402, 16],
	[1104, 398, 15],
	[1136, 396, 17],
	[1172, 392, 15],
	[968, 424, 17],
	[992, 422, 18],
	[1020, 421, 20],
	[1070, 418, 19],
	[1098, 416, 18],
	[1126, 414, 21],
	[1160, 412, 18],
	[1196, 410, 19],
	[1230, 408, 17],
	[926, 437, 18],
	[950, 437, 20],
	[978, 437, 19],
	[1006, 436, 22],
	[1036, 436, 20],
	[1062, 435, 22],
	[1094, 434, 20],
	[1120, 433, 23],
	[1152, 431, 20],
	[1184, 430, 22],
	[1220, 428, 20],
];

const QUAY: readonly (readonly [x: number, y: number, width: number])[] = [
	[905, 449, 19],
	[932, 450, 22],
	[962, 451, 20],
	[990, 452, 23],
	[1020, 452, 21],
	[1048, 453, 18],
];

function drawHouse([x, y]: Point, width: number, palette: Palette, random: Random): string {
	const height = width * (0.55 + random() * 0.3);
	const roof = width * 0.42;
	const wall = pick(palette.wall, random() * 4);
	const eave = y - height;
	const side = width * 0.36;
	const windows = [0.14, 0.46, 0.74].flatMap((share) => {
		const lit = random() < 0.72;
		if (palette.nightLights && !lit) return [];
		return [
			rectangle(
				x + share * width,
				eave + height * 0.3,
				width * 0.13,
				height * 0.34,
				`fill="${palette.window}"`,
			),
		];
	});
	const warmth = palette.nightLights
		? glow([x + width / 2, y - height / 2], width * 1.1, width * 0.8, '#ffb85c', 0.32)
		: '';
	return [
		rectangle(x, eave, width, height, `fill="${wall}"`),
		rectangle(x + width - side, eave, side, height, `fill="${palette.wallShade}" opacity=".38"`),
		polygon(
			[
				[x - 1.5, eave],
				[x + width * 0.2, eave - roof],
				[x + width * 0.8, eave - roof],
				[x + width + 1.5, eave],
			],
			`fill="${pick(palette.roof, random() * 4)}"`,
		),
		...windows,
		warmth,
		drawWindowReflection([x + width / 2, y], random, palette),
	].join('');
}

// Only the quay row is near enough to the water to be mirrored in it.
function drawWindowReflection([x, y]: Point, random: Random, { nightLights }: Palette): string {
	const streaks = Array.from({ length: 5 }, (_, step) => {
		const sway = (random() - 0.5) * 5;
		return ellipse(
			x + sway,
			457 + step * 4.2,
			5.5 - step * 0.6,
			0.9,
			`fill="#ffc874" opacity="${round(0.62 - step * 0.11)}"`,
		);
	});
	return nightLights && y > 445 ? streaks.join('') : '';
}

function drawChurch([x, y]: Point, palette: Palette): string {
	const lit = palette.nightLights ? glow([x + 4, y - 16], 22, 26, '#ffb85c', 0.35) : '';
	return [
		rectangle(x, y - 26, 9, 26, `fill="${pick(palette.wall, 0)}"`),
		rectangle(x + 6, y - 26, 3, 26, `fill="${palette.wallShade}" opacity=".4"`),
		polygon(
			[
				[x - 1, y - 26],
				[x + 4.5, y - 48],
				[x + 10, y - 26],
			],
			`fill="${pick(palette.roof, 1)}"`,
		),
		rectangle(x + 3, y - 22, 3, 6, `fill="${palette.window}"`),
		lit,
	].join('');
}
