import type { Palette } from './palettes.mts';
import type { Point } from './shapes.mts';
import {
	WIDTH,
	curve,
	ellipse,
	glow,
	linearGradient,
	path,
	pick,
	rectangle,
	round,
	seededRandom,
	soften,
	spread,
} from './shapes.mts';

export const HORIZON = 372;
/** Sun and moon share this column, so their paths on the water melt into each other. */
export const LIGHT_X = 428;
export const SUN: Point = [LIGHT_X, 352];
export const MOON: Point = [LIGHT_X, 138];

export function drawSky(palette: Palette): string {
	return [
		linearGradient('sky', [0, 0], [0, HORIZON], soften(soften(spread(palette.sky)))),
		rectangle(0, 0, WIDTH, HORIZON + 8, 'fill="url(#sky)"'),
		palette.nightLights ? drawMilkyWay() + drawStars() : '',
		glow([LIGHT_X, HORIZON - 10], 720, 210, palette.horizonGlow, 0.75),
		palette.nightLights ? drawMoon() : drawSun(),
		drawClouds(palette),
	].join('');
}

/** Gulls fly before the mountains, and only by day. */
export function drawBirds(palette: Palette): string {
	return palette.nightLights ? '' : drawGulls('#6a5780');
}

function drawSun(): string {
	return [
		glow(SUN, 330, 300, '#ffd48a', 0.7),
		glow(SUN, 120, 120, '#fff6d6', 0.95),
		ellipse(SUN[0], SUN[1], 33, 33, 'fill="#fff5cf"'),
	].join('');
}

function drawMoon(): string {
	const [x, y] = MOON;
	const seas: readonly (readonly [number, number, number])[] = [
		[-9, -7, 8],
		[4, -12, 5],
		[9, 4, 6.5],
		[-5, 9, 4.5],
	];
	return [
		glow(MOON, 300, 300, '#6f9ad6', 0.42),
		glow(MOON, 92, 92, '#dfe9ff', 0.6),
		ellipse(x, y, 29, 29, 'fill="#f7f3df"'),
		...seas.map(([dx, dy, r]) =>
			ellipse(x + dx, y + dy, r, r * 0.85, 'fill="#ddd8c8" opacity=".42"'),
		),
	].join('');
}

// The galaxy runs from upper right down towards the mountains, away from the bright moon.
function galaxyPoint(along: number, across: number): Point {
	return [620 + along * 640 + across * 0.5, 330 - along * 400 + across * 0.85];
}

function drawMilkyWay(): string {
	const random = seededRandom(41);
	const bell = () => random() + random() + random() - 1.5;
	const clouds = Array.from({ length: 38 }, (_, index) => {
		const [x, y] = galaxyPoint(0.12 + index / 38, bell() * 62);
		const tint = pick(['#5f7cc0', '#7f83c8', '#5a8fc0'], index);
		const turn = `transform="rotate(-32 ${round(x)} ${round(y)})"`;
		return `<g ${turn}>${glow([x, y], 70 + random() * 90, 34 + random() * 44, tint, 0.05 + random() * 0.11)}</g>`;
	});
	const dust = Array.from({ length: 620 }, () => {
		const [x, y] = galaxyPoint(0.06 + random() * 1.05, bell() * 96);
		const opacity = round(0.2 + random() * 0.5);
		return ellipse(
			x,
			y,
			0.35 + random() * 0.4,
			0.35 + random() * 0.4,
			`fill="#dfe6ff" opacity="${opacity}"`,
		);
	});
	return clouds.join('') + dust.join('');
}

function drawStars(): string {
	const random = seededRandom(7);
	return Array.from({ length: 420 }, () => {
		const x = random() * WIDTH;
		const y = random() ** 1.3 * 350;
		const size = 0.45 + random() ** 5 * 1.35;
		const color = pick(['#ffffff', '#dbe6ff', '#fff0d6'], random() * 3);
		// Haze near the horizon and the moon's glare swallow the faint ones.
		const glare = Math.min(1, Math.hypot(x - MOON[0], y - MOON[1]) / 190);
		const opacity = (0.35 + random() * 0.6) * (1 - y / 400) * glare;
		const halo = size > 1.25 ? glow([x, y], size * 6, size * 6, '#bcd2ff', opacity * 0.5) : '';
		return halo + ellipse(x, y, size, size, `fill="${color}" opacity="${round(opacity)}"`);
	}).join('');
}

const CLOUDS: readonly (readonly [x: number, y: number, length: number, thickness: number])[] = [
	[170, 236, 300, 11],
	[60, 262, 230, 8],
	[690, 208, 380, 13],
	[760, 236, 240, 8],
	[560, 276, 210, 6],
	[1120, 110, 330, 10],
	[250, 92, 280, 8],
	[1010, 86, 180, 5],
];

function drawClouds({ cloud }: Palette): string {
	return CLOUDS.map(([x, y, length, thickness], index) => {
		// Ends that thin out to nothing, and light from below: the sun is lower than the clouds.
		const fade = (id: string, color: string, opacity: number) =>
			linearGradient(
				id,
				[x - length / 2, y],
				[x + length / 2, y],
				[
					{ at: 0, color, opacity: 0 },
					{ at: 0.35, color, opacity },
					{ at: 0.65, color, opacity },
					{ at: 1, color, opacity: 0 },
				],
			);
		const outline = (lifts: readonly number[], depth: number) => {
			const crest = lifts.map((lift, step): Point => {
				const share = step / (lifts.length - 1) - 0.5;
				return [x + share * length, y - lift * thickness];
			});
			const belly = `Q${round(x)} ${round(y + thickness * depth)} ${round(x - length / 2)} ${round(y)}Z`;
			return curve(crest) + belly;
		};
		return [
			fade(`cloud-${index}`, cloud.body, cloud.opacity * 0.8),
			path(outline([0, 0.5, 1.1, 0.7, 1.2, 0.5, 0], 0.9), `fill="url(#cloud-${index})"`),
			fade(`cloud-rim-${index}`, cloud.rim, cloud.opacity),
			path(outline([0, 0.1, 0.3, 0.16, 0.34, 0.1, 0], 0.9), `fill="url(#cloud-rim-${index})"`),
		].join('');
	}).join('');
}

const GULLS: readonly (readonly [x: number, y: number, span: number])[] = [
	[712, 300, 9],
	[734, 288, 7],
	[752, 306, 6],
	[690, 282, 5],
];

function drawGulls(color: string): string {
	return GULLS.map(([x, y, span]) => {
		const wing = `Q${x - span * 0.5} ${y - span * 0.62} ${x} ${y}Q${x + span * 0.5} ${y - span * 0.62} ${x + span} ${y - span * 0.2}`;
		return path(
			`M${x - span} ${y - span * 0.2}${wing}`,
			`fill="none" stroke="${color}" stroke-width="1.4" stroke-linecap="round"`,
		);
	}).join('');
}
