import type { DensityGrid } from "../density.ts";
import { BOX_VERTEX, linkProgram, type Program } from "./program.ts";
import { type ClipBox, clipScale, pixelsOf, type View } from "./view.ts";

const UNIFORMS = ["box", "grid", "ink", "strength", "isLines"] as const;

/** Bands of equal steps of the square root of density: sparse outskirts get contours too. */
const FRAGMENT = `
precision highp float;
in vec2 at;
uniform sampler2D grid;
uniform vec3 ink;
uniform float strength;
uniform bool isLines;
out vec4 pixel;
const float BANDS = 8.6;
void main() {
  float height = sqrt(texture(grid, at).r) * BANDS;
  float alpha;
  if (isLines) {
    float near = abs(fract(height + 0.5) - 0.5) / max(fwidth(height), 1e-5);
    alpha = height < 0.5 ? 0.0 : (1.0 - smoothstep(0.4, 1.2, near)) * 0.5;
  } else alpha = floor(height) / BANDS * 0.42;
  pixel = vec4(ink, 1.0) * (alpha * strength);
}`;

/** Draws density as bands (below the points) and contours (above them). */
export class DensityPass {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Program<(typeof UNIFORMS)[number]>;
  readonly #texture: WebGLTexture;
  #grid: DensityGrid | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = linkProgram(gl, { vertex: BOX_VERTEX, fragment: FRAGMENT, uniforms: UNIFORMS });
    this.#texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** Half floats are filtered by every WebGL2; no extension is asked for. */
  setGrid(grid: DensityGrid | null): void {
    const gl = this.#gl;
    this.#grid = grid;
    if (!grid) return;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16F, grid.side, grid.side, 0, gl.RED, gl.FLOAT, grid.values);
  }

  /** Draws nothing, with the program. */
  warmUp(): void {
    const gl = this.#gl;
    this.#program.use();
    gl.enable(gl.BLEND);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Only within `clips`, boxes of clip space. */
  draw(view: View, { part, ink, strength, clips }: DensityDraw): void {
    if (!this.#grid || strength <= 0) return;
    const gl = this.#gl;
    const { box } = this.#grid;
    const { camera } = view;
    const [sx, sy] = clipScale(view);
    const at = this.#program.use();
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.uniform4f(
      at.box,
      (box.left - camera.x) * sx,
      (box.bottom - camera.y) * sy,
      (box.right - camera.x) * sx,
      (box.top - camera.y) * sy,
    );
    gl.uniform1i(at.grid, 0);
    gl.uniform3f(at.ink, ink[0] / 255, ink[1] / 255, ink[2] / 255);
    gl.uniform1f(at.strength, strength);
    gl.uniform1i(at.isLines, part === "lines" ? 1 : 0);
    gl.enable(gl.SCISSOR_TEST);
    for (const clip of clips) {
      gl.scissor(...scissorOf(clip, pixelsOf(view)));
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
    gl.disable(gl.SCISSOR_TEST);
  }

  dispose(): void {
    this.#gl.deleteTexture(this.#texture);
    this.#program.dispose();
  }
}

interface DensityDraw {
  part: "bands" | "lines";
  ink: readonly [number, number, number];
  /** 0 to 1. */
  strength: number;
  clips: readonly ClipBox[];
}

/** Left, bottom, width, height in pixels. */
function scissorOf(
  [left, bottom, right, top]: ClipBox,
  [width, height]: [number, number],
): [number, number, number, number] {
  const [x, y] = [Math.floor(((left + 1) / 2) * width), Math.floor(((bottom + 1) / 2) * height)];
  return [x, y, Math.ceil(((right + 1) / 2) * width) - x, Math.ceil(((top + 1) / 2) * height) - y];
}
