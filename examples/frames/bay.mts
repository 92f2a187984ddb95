import type { Palette } from './palettes.mts';
import { drawRidges } from './mountains.mts';
import { HORIZON, LIGHT_X } from './sky.mts';
import {
	WIDTH,
	ellipse,
	glow,
	linearGradient,
	rectangle,
	round,
	seededRandom,
	spread,
} from './shapes.mts';

export function drawBay(palette: Palette): string {
	const ridges = drawRidges(palette);
	// Seen from a height the reflection of far mountains is foreshortened.
	const mirror = `transform="translate(0 ${round(HORIZON * 1.62)}) scale(1 -.62)" opacity=".38"`;
	return [
		ridges,
		`<clipPath id="bay">${rectangle(0, HORIZON, WIDTH, 160, '')}</clipPath>`,
		linearGradient('water', [0, HORIZON], [0, 500], spread(palette.water)),
		'<g clip-path="url(#bay)">',
		rectangle(0, HORIZON, WIDTH, 160, 'fill="url(#water)"'),
		`<g ${mirror}>${ridges}</g>`,
		glow([LIGHT_X, HORIZON], 210, 130, palette.horizonGlow, 0.6),
		drawRipples(palette),
		drawGlitter(palette),
		'</g>',
		glow([LIGHT_X, HORIZON + 1], 640, 13, palette.mist, palette.mistOpacity * 1.2),
	].join('');
}

function dash(x: number, y: number, length: number, attributes: string): string {
	return ellipse(x, y, length, 0.5 + (y - HORIZON) * 0.009, attributes);
}

function drawRipples({ glitter, water }: Palette): string {
	const random = seededRandom(23);
	const deep = water.at(-1) ?? glitter;
	return Array.from({ length: 190 }, (_, index) => {
		const y = HORIZON + 6 + random() * 125;
		const length = (8 + random() * 34) * (0.3 + (y - HORIZON) / 130);
		const color = index % 2 ? `fill="${glitter}" opacity=".13"` : `fill="${deep}" opacity=".22"`;
		return dash(random() * WIDTH, y, length, color);
	}).join('');
}

function drawGlitter({ glitter }: Palette): string {
	const random = seededRandom(11);
	return Array.from({ length: 170 }, () => {
		const near = random();
		const y = HORIZON + 2 + near * 118;
		const stray = (random() + random() - 1) * (14 + near * 58);
		const length = (3 + random() * 13) * (0.5 + near);
		const opacity = round((0.9 - near * 0.35) * (1 - Math.abs(stray) / 90));
		return dash(LIGHT_X + stray, y, length, `fill="${glitter}" opacity="${opacity}"`);
	}).join('');
}
