import { Html } from './html.mts';

export const style = new Html(`
:root { color-scheme: light dark; --edge: light-dark(#d9dce3, #343945); --card: light-dark(#fff, #1c1f27);
	--page: light-dark(#f5f6f9, #13151b); --quiet: light-dark(#5b6270, #9aa3b5); --accent: #ff6d5a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; background: var(--page);
	font: 1rem/1.55 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; } h1::before { content: '● '; color: var(--accent); }
h2 { margin: 2.2rem 0 .7rem; font-size: 1.1rem; }
p { margin: .4rem 0; max-width: 46rem; } .quiet { color: var(--quiet); }
code { padding: .1em .35em; border: 1px solid var(--edge); border-radius: .35em; background: var(--card);
	font: .9em ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--edge); text-align: left;
	vertical-align: top; font-weight: normal; }
th { white-space: nowrap; color: var(--quiet); }
.card { margin: .8rem 0; padding: 1rem; border: 1px solid var(--edge); border-radius: .7rem;
	background: var(--card); }
.card header { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; }
.state { margin-left: auto; font-weight: 600; } .failed { color: light-dark(#c0281c, #ff8a7a); }
.succeed { color: light-dark(#1a7f45, #5fd38f); }
progress { width: 100%; accent-color: var(--accent); }
.videos, .frames { display: flex; flex-wrap: wrap; gap: .8rem; margin-top: .7rem; }
figure { margin: 0; } figcaption { font-size: .9rem; }
video, .videos img, .frames img { display: block; max-width: 100%; max-height: 15rem; border-radius: .5rem; }
.frames img { width: 16rem; }
@media (max-width: 36rem) { th { white-space: normal; } td, th { display: block; padding: .25rem 0; }
	th { border: 0; } }
`);
