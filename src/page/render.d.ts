// ./render.tsx as the Worker sees it: without the components, whose types are those of a browser.
import type { Rendering } from './model/state.ts';

declare const rendering: Rendering;
export default rendering;
