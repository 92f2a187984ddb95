import type { Palette } from './palettes.mts';
import type { Point } from './shapes.mts';
import { HORIZON, LIGHT_X } from './sky.mts';
import { WIDTH, glow, linearGradient, pick, polygon, seededRandom, spread } from './shapes.mts';

interface Ridge {
	readonly seed: number;
	readonly roughness: number;
	readonly points: readonly Point[];
}

// From the farthest to the nearest; the gap around LIGHT_X lets the sun rise out of the water.
const RIDGES: readonly Ridge[] = [
	{
		seed: 3,
		roughness: 0.16,
		points: [
			[-10, 300],
			[90, 262],
			[190, 318],
			[290, 338],
			[380, 362],
			[470, 368],
			[560, 352],
			[650, 318],
			[730, 262],
			[790, 290],
			[880, 226],
			[960, 268],
			[1060, 236],
			[1160, 276],
			[1290, 250],
		],
	},
	{
		seed: 5,
		roughness: 0.2,
		points: [
			[-10, 232],
			[60, 206],
			[150, 282],
			[215, 262],
			[300, 344],
			[372, 374],
			[600, 374],
			[690, 338],
			[770, 314],
			[850, 292],
			[950, 182],
			[1030, 244],
			[1110, 198],
			[1200, 262],
			[1290, 226],
		],
	},
	{
		seed: 8,
		roughness: 0.2,
		points: [
			[-10, 268],
			[80, 292],
			[140, 322],
			[230, 340],
			[310, 374],
			[720, 374],
			[830, 346],
			[920, 316],
			[1010, 296],
			[1080, 312],
			[1180, 262],
			[1290, 290],
		],
	},
];

function roughen(points: readonly Point[], roughness: number, seed: number): Point[] {
	const random = seededRandom(seed);
	let line = [...points];
	for (let pass = 0; pass < 4; pass++) {
		line = line.flatMap((start, index) => {
			const end = line[index + 1];
			if (!end) return [start];
			// A stretch under the horizon is open water: no islet may grow out of it.
			const isWater = start[1] > HORIZON && end[1] > HORIZON;
			const jitter = isWater ? 0 : (random() - 0.5) * roughness * (end[0] - start[0]);
			const middle: Point = [
				(start[0] + end[0]) / 2 + jitter * 0.4,
				(start[1] + end[1]) / 2 + jitter,
			];
			return [start, middle];
		});
	}
	return line;
}

/** The faces turned to the sun: from each summit along the crest and back down a broken spine. */
function litFaces(ridge: Ridge, line: readonly Point[], attributes: string): string {
	return ridge.points
		.filter((point, index) => {
			const [before, after] = [ridge.points[index - 1], ridge.points[index + 1]];
			return before && after && point[1] < before[1] && point[1] < after[1];
		})
		.map((summit) => {
			const towardsSun = Math.sign(LIGHT_X - summit[0]);
			const index = ridge.points.indexOf(summit);
			const valley = pick(ridge.points, index + towardsSun);
			const crest = line.filter(
				([x]) => (x - summit[0]) * towardsSun >= 0 && (valley[0] - x) * towardsSun >= 0,
			);
			if (towardsSun < 0) crest.reverse();
			const depth = (HORIZON - summit[1]) * 0.8;
			const spine = [1, 0.8, 0.62, 0.44, 0.3, 0.14].map((share, step): Point => {
				const sway = (step % 2 ? 0.1 : -0.04) * depth * (1 - share * 0.3);
				return [summit[0] + towardsSun * (sway + share * depth * 0.16), summit[1] + share * depth];
			});
			return polygon([...crest, ...spine], attributes);
		})
		.join('');
}

export function drawRidges(palette: Palette): string {
	return RIDGES.map((ridge, index) => {
		const [top, foot] = pick(palette.ridges, index);
		const line = roughen(ridge.points, ridge.roughness, ridge.seed);
		const highest = Math.min(...line.map(([, y]) => y));
		const id = `ridge-${index}`;
		const opacity = palette.ridgeLightOpacity;
		return [
			linearGradient(id, [0, highest], [0, HORIZON], spread([top, foot])),
			polygon([...line, [WIDTH + 10, HORIZON + 4], [-10, HORIZON + 4]], `fill="url(#${id})"`),
			linearGradient(
				`${id}-lit`,
				[0, highest],
				[0, HORIZON - 14],
				[
					{ at: 0, color: palette.ridgeLight, opacity },
					{ at: 0.5, color: palette.ridgeLight, opacity: opacity * 0.45 },
					{ at: 1, color: palette.ridgeLight, opacity: 0 },
				],
			),
			litFaces(ridge, line, `fill="url(#${id}-lit)"`),
			glow([180 + index * 40, HORIZON], 420, 34, palette.mist, palette.mistOpacity),
			glow([980 - index * 60, HORIZON], 520, 40, palette.mist, palette.mistOpacity),
		].join('');
	}).join('');
}
