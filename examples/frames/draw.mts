import { writeFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import { drawBay } from './bay.mts';
import { drawHeadland } from './headland.mts';
import { drawMeadow } from './meadow.mts';
import type { Palette } from './palettes.mts';
import { dawn, night } from './palettes.mts';
import { drawRoad, lamps } from './road.mts';
import { HEIGHT, WIDTH } from './shapes.mts';
import { drawBirds, drawSky } from './sky.mts';
import { drawQuay, drawTown } from './town.mts';
import { drawFront, drawWoods, trees } from './trees.mts';

// Painter's order: from the sky towards the camera.
const LAYERS = [
	drawSky,
	drawBay,
	drawBirds,
	drawHeadland,
	drawWoods,
	drawTown,
	drawMeadow,
	drawRoad,
	drawQuay,
	drawRoadside,
	drawFront,
];

/** Lamps and trees hide one another by distance. */
function drawRoadside(palette: Palette): string {
	return [...trees(palette), ...lamps(palette)]
		.sort((one, other) => one.foot[1] - other.foot[1])
		.map(({ drawn }) => drawn)
		.join('');
}

function drawScene(palette: Palette): string {
	const layers = LAYERS.map((layer) => `<g>${layer(palette)}</g>`).join('');
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">${layers}</svg>`;
}

for (const [name, palette] of Object.entries({ dawn, night })) {
	const scene = new Resvg(drawScene(palette), { font: { loadSystemFonts: false } });
	writeFileSync(new URL(`${name}.png`, import.meta.url), scene.render().asPng());
}
