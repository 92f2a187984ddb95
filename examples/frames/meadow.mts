import type { Palette } from './palettes.mts';
import type { Point } from './shapes.mts';
import { LIGHT_X } from './sky.mts';
import { HEIGHT, WIDTH, curve, glow, linearGradient, path, pick, spread } from './shapes.mts';

/** Where the near shore lies. */
const SHORE: readonly Point[] = [
	[-20, 486],
	[110, 488],
	[240, 476],
	[350, 480],
	[470, 468],
	[590, 472],
	[700, 484],
	[820, 486],
	[930, 478],
	[1020, 468],
	[1090, 458],
	[1180, 452],
	[1300, 446],
];

const FOLDS: readonly (readonly Point[])[] = [
	[
		[-20, 528],
		[140, 508],
		[330, 516],
		[560, 504],
		[800, 524],
		[1020, 504],
		[1300, 478],
	],
	[
		[-20, 560],
		[200, 584],
		[420, 548],
		[700, 562],
		[940, 548],
		[1130, 520],
		[1300, 512],
	],
	[
		[-20, 640],
		[180, 612],
		[400, 640],
		[640, 668],
		[880, 618],
		[1080, 574],
		[1300, 566],
	],
	[
		[-20, 690],
		[220, 668],
		[420, 700],
		[700, 728],
		[940, 690],
		[1130, 640],
		[1300, 622],
	],
];

export function drawMeadow(palette: Palette): string {
	const close = `L${WIDTH + 20} ${HEIGHT + 20}L-20 ${HEIGHT + 20}Z`;
	const beach = SHORE.map(([x, y]): Point => [x, y - 2.5]);
	const folds = FOLDS.map((fold, index) => {
		const top = Math.min(...fold.map(([, y]) => y));
		const id = `fold-${index}`;
		return [
			linearGradient(
				id,
				[0, top],
				[0, top + 110],
				[
					{ at: 0, color: palette.meadowFold, opacity: 0.42 },
					{ at: 1, color: palette.meadowFold, opacity: 0 },
				],
			),
			path(curve(fold) + close, `fill="url(#${id})"`),
			path(
				curve(fold),
				`fill="none" stroke="${palette.meadowRim}" stroke-width="1.6" opacity="${palette.rimOpacity * pick([0.5, 0.34, 0.2, 0.12], index)}"`,
			),
		].join('');
	});
	return [
		path(curve(beach) + close, `fill="${palette.meadowRim}" opacity="${palette.rimOpacity}"`),
		linearGradient('meadow', [0, 445], [0, HEIGHT], spread(palette.meadow)),
		path(curve(SHORE) + close, 'fill="url(#meadow)"'),
		...folds,
		glow([LIGHT_X, 500], 560, 120, palette.horizonGlow, 0.26),
		glow([250, 560], 420, 36, palette.mist, palette.mistOpacity * 0.5),
		glow([980, 556], 460, 34, palette.mist, palette.mistOpacity * 0.5),
		glow([560, 490], 600, 22, palette.mist, palette.mistOpacity * 0.5),
	].join('');
}
