import type { Palette } from './palettes.mts';
import type { Point } from './shapes.mts';
import {
	curve,
	ellipse,
	glow,
	linearGradient,
	path,
	polygon,
	rectangle,
	spread,
} from './shapes.mts';

const CREST: readonly Point[] = [
	[700, 441],
	[730, 430],
	[765, 418],
	[810, 411],
	[860, 410],
	[930, 402],
	[1010, 384],
	[1100, 352],
	[1190, 336],
	[1300, 314],
];
const WATERLINE = 'C1200 458 1060 458 960 453C860 449 760 447 700 441Z';
const LIGHTHOUSE: Point = [806, 413];

export function drawHeadland(palette: Palette): string {
	return [
		linearGradient('headland', [0, 320], [0, 456], spread(palette.headland)),
		path(`${curve(CREST)}L1300 456${WATERLINE}`, 'fill="url(#headland)"'),
		path(
			curve(CREST),
			`fill="none" stroke="${palette.headlandRim}" stroke-width="1.8" opacity="${palette.rimOpacity}"`,
		),
		glow([1010, 440], 260, 22, palette.mist, palette.mistOpacity * 0.7),
		drawLighthouse(palette),
		drawBoat([566, 432], palette),
	].join('');
}

function drawLighthouse(palette: Palette): string {
	const [x, y] = LIGHTHOUSE;
	const [white, red] = palette.tower;
	const halfAt = (up: number) => 8.5 - up * 0.062;
	const band = (from: number, to: number, fill: string) =>
		polygon(
			[
				[x - halfAt(from), y - from],
				[x - halfAt(to), y - to],
				[x + halfAt(to), y - to],
				[x + halfAt(from), y - from],
			],
			`fill="${fill}"`,
		);
	return [
		palette.nightLights ? drawBeam([x, y - 73]) : '',
		band(0, 66, white),
		band(12, 26, red),
		band(40, 54, red),
		polygon(
			[
				[x + 1.5, y],
				[x + 1, y - 66],
				[x + halfAt(66), y - 66],
				[x + halfAt(0), y],
			],
			`fill="${palette.wallShade}" opacity=".4"`,
		),
		rectangle(x - 7, y - 68, 14, 2.6, `fill="${red}"`),
		rectangle(x - 4, y - 78, 8, 10, `fill="${palette.nightLights ? '#fff2c9' : palette.window}"`),
		path(`M${x - 5.6} ${y - 78}Q${x} ${y - 88} ${x + 5.6} ${y - 78}Z`, `fill="${red}"`),
		palette.nightLights ? glow([x, y - 73], 46, 46, '#ffe9ae', 0.95) : '',
	].join('');
}

function drawBeam([x, y]: Point): string {
	const beam = (id: string, length: number, rise: number, halfWidth: number, opacity: number) => {
		const stops = [1, 0.62, 0.36, 0.18, 0.07, 0.015, 0].map((share, index, all) => ({
			at: index / (all.length - 1),
			color: '#fff0c0',
			opacity: share * opacity,
		}));
		const far = [y + rise - halfWidth, y + rise + halfWidth] as const;
		return (
			linearGradient(id, [x, y], [x + length, y + rise], stops) +
			polygon(
				[
					[x, y - 1.5],
					[x + length, far[0]],
					[x + length, far[1]],
					[x, y + 1.5],
				],
				`fill="url(#${id})"`,
			)
		);
	};
	// Nested cones soften the edge without a blur; different lengths keep their steps from adding up.
	return [34, 25, 17, 10]
		.map((halfWidth, index) => {
			const reach = 1 - index * 0.06;
			const left = beam(`beam-l${index}`, -560 * reach, -54 * reach, halfWidth, 0.26);
			return left + beam(`beam-r${index}`, 420 * reach, 34 * reach, halfWidth * 0.8, 0.17);
		})
		.join('');
}

function drawBoat([x, y]: Point, palette: Palette): string {
	const light = palette.nightLights
		? glow([x, y - 27], 12, 12, '#ffe2a8', 0.9) +
			[4, 8, 12, 16]
				.map((down) => ellipse(x, y + down, 4 - down * 0.15, 0.8, 'fill="#ffd89a" opacity=".45"'))
				.join('')
		: [5, 9, 13]
				.map((down) =>
					ellipse(x + 1, y + down, 7 - down * 0.3, 0.9, `fill="${palette.sail}" opacity=".4"`),
				)
				.join('');
	return [
		path(
			`M${x - 11} ${y - 1}H${x + 12}L${x + 8} ${y + 4}H${x - 8}Z`,
			`fill="${palette.headland[1]}"`,
		),
		path(
			`M${x + 1} ${y - 27}Q${x + 13} ${y - 13} ${x + 11} ${y - 3}H${x + 1}Z`,
			`fill="${palette.sail}"`,
		),
		path(
			`M${x - 1} ${y - 24}Q${x - 4} ${y - 12} ${x - 9} ${y - 3}H${x - 1}Z`,
			`fill="${palette.sail}" opacity=".8"`,
		),
		light,
	].join('');
}
