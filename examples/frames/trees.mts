import type { Palette } from './palettes.mts';
import type { Point, Random } from './shapes.mts';
import { WIDTH, mix, path, round, seededRandom } from './shapes.mts';
import type { Standing } from './road.mts';
import { isNearRoad } from './road.mts';
import { HORIZON, LIGHT_X } from './sky.mts';

interface Tree {
	readonly foot: Point;
	readonly height: number;
	readonly slender: number;
	readonly skirts: number;
}

// Groves rather than an even scatter: open meadow between them lets the road be seen.
const GROVES: readonly (readonly [
	x: number,
	y: number,
	spreadX: number,
	spreadY: number,
	count: number,
])[] = [
	[150, 520, 170, 18, 34],
	[60, 580, 120, 26, 16],
	[640, 556, 70, 10, 12],
	[760, 574, 90, 10, 9],
	[960, 566, 110, 12, 14],
	[1080, 536, 60, 8, 7],
	[1210, 500, 90, 22, 30],
	[1190, 590, 120, 34, 20],
	[300, 655, 110, 24, 12],
	[545, 488, 70, 5, 14],
	[800, 494, 90, 3, 14],
	[440, 704, 70, 10, 5],
];

function scatter(): Tree[] {
	const random = seededRandom(19);
	const bell = () => random() + random() - 1;
	return GROVES.flatMap(([x, y, spreadX, spreadY, count]) =>
		Array.from({ length: count }, () =>
			plant([x + bell() * spreadX, y + bell() * spreadY], random),
		),
	)
		.filter(({ foot }) => !isNearRoad(foot) && foot[0] > -40 && foot[0] < WIDTH + 40)
		.sort((one, other) => one.foot[1] - other.foot[1]);
}

function plant(foot: Point, random: Random): Tree {
	const height = (foot[1] - HORIZON) * (0.2 + random() * 0.19);
	return { foot, height, slender: 0.16 + random() * 0.08, skirts: 3 + Math.floor(random() * 2) };
}

/** A fir of overlapping skirts; `half` leaves only the flank that looks to the light. */
function firOutline({ foot: [x, y], height, slender, skirts }: Tree, half: -1 | 0 | 1): string {
	const edge = Array.from({ length: skirts }, (_, index): Point[] => {
		const low = (index + 1) / skirts;
		const hem: Point = [1 - 0.94 * low, low ** 0.85];
		return index + 1 < skirts ? [hem, [hem[0] + 0.035, hem[1] * 0.58]] : [hem];
	});
	const profile: readonly Point[] = [[1, 0], ...edge.flat()];
	const flank = (side: number) =>
		profile.map(([up, wide]): Point => [x + side * wide * slender * height, y - up * height]);
	const middle: Point[] = [[x, y - 0.06 * height]];
	const outline = half === 0 ? [...flank(-1), ...flank(1).reverse()] : [...flank(half), ...middle];
	return `M${outline.map(([px, py]) => `${round(px)} ${round(py)}`).join('L')}Z`;
}

function drawFir(tree: Tree, color: string, light: string, opacity: number): string {
	const [x, y] = tree.foot;
	const towardsLight = x < LIGHT_X ? 1 : -1;
	const trunk = `M${round(x + tree.height * 0.02)} ${round(y - tree.height * 0.08)}h${round(-tree.height * 0.04)}v${round(tree.height * 0.09)}h${round(tree.height * 0.04)}Z`;
	return [
		path(trunk + firOutline(tree, 0), `fill="${color}"`),
		path(firOutline(tree, towardsLight), `fill="${light}" opacity="${round(opacity)}"`),
	].join('');
}

export function trees(palette: Palette): Standing[] {
	return scatter().map((tree) => {
		const near = Math.min(1, Math.max(0, (tree.foot[1] - 470) / 200));
		const color = mix(palette.tree[0], palette.tree[1], near);
		const light = palette.rimOpacity * (0.62 - near * 0.4);
		return { foot: tree.foot, drawn: drawFir(tree, color, palette.treeLight, light) };
	});
}

const WOODS: readonly (readonly [
	x: number,
	y: number,
	spreadX: number,
	spreadY: number,
	count: number,
])[] = [
	[1130, 372, 70, 9, 16],
	[1230, 362, 70, 22, 34],
	[1060, 402, 90, 12, 14],
	[1140, 420, 120, 12, 18],
	[960, 426, 60, 10, 9],
	[880, 430, 40, 8, 6],
];

/** The headland rises, so the size of its trees does not follow from where they stand. */
export function drawWoods(palette: Palette): string {
	const random = seededRandom(31);
	const bell = () => random() + random() - 1;
	const color = mix(palette.headland[1], palette.tree[0], 0.3);
	return WOODS.flatMap(([x, y, spreadX, spreadY, count]) =>
		Array.from(
			{ length: count },
			(): Tree => ({
				foot: [x + bell() * spreadX, y + bell() * spreadY],
				height: 13 + random() * 9,
				slender: 0.22,
				skirts: 3,
			}),
		),
	)
		.sort((one, other) => one.foot[1] - other.foot[1])
		.map((tree) => drawFir(tree, color, palette.treeLight, palette.rimOpacity * 0.4))
		.join('');
}

const FRONT: readonly Tree[] = [
	{ foot: [-14, 770], height: 470, slender: 0.17, skirts: 6 },
	{ foot: [92, 790], height: 372, slender: 0.18, skirts: 6 },
	{ foot: [196, 800], height: 236, slender: 0.2, skirts: 6 },
	{ foot: [1292, 780], height: 400, slender: 0.18, skirts: 6 },
	{ foot: [1212, 800], height: 236, slender: 0.2, skirts: 6 },
];

/** Dark firs at both edges: they frame the view and give it a near distance. */
export function drawFront(palette: Palette): string {
	return FRONT.map((tree) =>
		drawFir(tree, palette.frontTree, palette.treeLight, palette.rimOpacity * 0.14),
	).join('');
}
